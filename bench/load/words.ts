/** A small generator of pseudo-random numbers in [0, 1): the same text in every run (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const SYLLABLES = "ka lo mi re su ta ne vo pi du sha bor en gri tal mo che far ul zi".split(" ");
const VOCABULARY = 8_000;

/** Word `rank` of the vocabulary; low ranks are common. */
export const word = (rank: number): string => {
  let text = "";
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    text += SYLLABLES[rest % SYLLABLES.length];
  }
  return text;
};

/** A rank distributed roughly as words are (Zipf). */
export const commonRank = (random: () => number): number => Math.floor(VOCABULARY ** random()) - 1;

export const sentence = (random: () => number): string => {
  const length = 4 + Math.floor(random() * 12);
  return Array.from({ length }, () => word(commonRank(random))).join(" ");
};

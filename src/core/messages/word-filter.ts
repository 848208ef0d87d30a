/** Letters and digits without case, accents and compatibility forms: "Ⓢpám" and "SPAM" are one word. */
const MARKS = /\p{M}+/gu;

const fold = (text: string): string =>
  text.normalize("NFKD").replace(MARKS, "").toLowerCase().normalize("NFKC");

const WORD_PARTS = /[\p{L}\p{N}]+/gu;

/** What a word of the filter is in folded text: its parts with anything but letters and digits between. */
const patternOf = (word: string): string => {
  const isPrefix = word.endsWith("*");
  const parts = fold(word).match(WORD_PARTS) ?? [];
  const text = parts.join("[^\\p{L}\\p{N}]+");
  return isPrefix ? `${text}[\\p{L}\\p{N}]*` : text;
};

export interface WordFilter {
  /** Whether a text has one of the words. */
  matches(text: string): boolean;
  /** Where they stand, in UTF-16 units of the text. */
  ranges(text: string): [number, number][];
}

/** Undefined where there are no words. */
export const compileWords = (words: readonly string[]): WordFilter | undefined => {
  const patterns = words.map(patternOf).filter((pattern) => pattern !== "");
  if (patterns.length === 0) return undefined;
  const all = `(?<![\\p{L}\\p{N}])(?:${patterns.join("|")})(?![\\p{L}\\p{N}])`;
  const one = new RegExp(all, "u");
  const every = new RegExp(all, "gu");
  return {
    matches: (text) => one.test(fold(text)),
    ranges(text) {
      const { folded, starts, ends } = foldedWithPlaces(text);
      return Array.from(folded.matchAll(every), ({ index, 0: found }) => [
        starts[index] ?? 0,
        ends[index + found.length - 1] ?? text.length,
      ]);
    },
  };
};

/** A text folded letter by letter, and where in it each unit of the result comes from. */
const foldedWithPlaces = (
  text: string,
): { folded: string; starts: readonly number[]; ends: readonly number[] } => {
  let folded = "";
  const starts: number[] = [];
  const ends: number[] = [];
  // Marks belong to the letter before them.
  for (const { 0: letter, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const piece = fold(letter);
    folded += piece;
    // A unit for each of what the letter became.
    for (const _ of piece.split("")) {
      starts.push(index);
      ends.push(index + letter.length);
    }
  }
  return { folded, starts, ends };
};

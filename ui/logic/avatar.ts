/** What stands for a user without a picture. */

/** FNV-1a, 32 bits: neighbouring ids land far apart, unlike a sum of character codes. */
export const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
};

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const firstGrapheme = (word: string): string => {
  for (const { segment } of segmenter.segment(word)) return segment;
  return "";
};

/** One or two letters: the first of the first and of the last word, by grapheme. */
export const initials = (name: string): string => {
  const words = name
    .trim()
    .split(/[\s._-]+/u)
    .filter((word) => word !== "");
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return (firstGrapheme(first) + firstGrapheme(last)).toLocaleUpperCase() || "?";
};

/** Guests show the last two digits of their number, which no nickname can imitate. */
export const guestDigits = (number: number): string => String(number % 100).padStart(2, "0");

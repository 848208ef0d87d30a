import { searchTerms } from "../../protocol/search-terms.ts";

/** Above everything that begins with a prefix, in the order of bytes. */
export const PAST = "\u{10ffff}";

/** What is typed to find someone, folded as names are. */
export const foldName = (name: string): string => searchTerms(name).join(" ");

/** A folded name from each of its words to the end: "ada king" → "ada king", "king". */
export const nameTails = (name: string): string[] => {
  const words = searchTerms(name);
  return words.map((_, start) => words.slice(start).join(" "));
};

const NUMBER_PREFIX = /^[1-9]\d{0,8}$/;

/** From where to where (both included) the numbers lie that begin with `prefix`; none if no number does. */
export const numbersFrom = (prefix: string): readonly (readonly [number, number])[] => {
  if (!NUMBER_PREFIX.test(prefix)) return [];
  return Array.from({ length: 10 }, (_, digits) => {
    const first = Number(prefix) * 10 ** digits;
    return [first, first + 10 ** digits - 1] as const;
  });
};

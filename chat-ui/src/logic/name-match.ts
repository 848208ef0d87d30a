/** How well a name answers what was typed; the order is the order of preference. */
export const MATCH = { exact: 0, prefix: 1, word: 2, inside: 3, scattered: 4 } as const;
export type Match = (typeof MATCH)[keyof typeof MATCH];

const MARKS = /\p{M}/gu;
/** What stands before a word: all that is no letter or digit, as a bracket or an emoji. */
const WORD_START = /[^\p{L}\p{N}]/u;

/** Without case, width and diacritics, so that `uber` finds Über. */
export const folded = (text: string): string =>
  text.normalize("NFKD").replace(MARKS, "").toLocaleLowerCase().trim();

const scattered = (name: string, query: string): boolean => {
  let from = 0;
  for (const letter of query) {
    const at = name.indexOf(letter, from);
    if (at === -1) return false;
    from = at + letter.length;
  }
  return true;
};

const startsAWord = (name: string, query: string): boolean => {
  for (let at = name.indexOf(query, 1); at !== -1; at = name.indexOf(query, at + 1)) {
    if (WORD_START.test(name.charAt(at - 1))) return true;
  }
  return false;
};

/** Both already folded; undefined where the name does not answer at all. */
export const matchOf = (name: string, query: string): Match | undefined => {
  if (name === query) return MATCH.exact;
  if (name.startsWith(query)) return MATCH.prefix;
  if (startsAWord(name, query)) return MATCH.word;
  if (name.includes(query)) return MATCH.inside;
  // One or two letters are scattered over every name.
  return query.length > 2 && scattered(name, query) ? MATCH.scattered : undefined;
};

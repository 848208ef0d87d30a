/**
 * Words as search sees them: folded without regard to case and diacritics, the same for what is
 * stored and for what is asked, in every store (PROTOCOL §3, /api/search).
 *
 * A word is a run of letters, digits and underscores. Han, kana and Hangul have no spaces between words,
 * so each of their characters begins a word of its own; a syllable spelled out in jamo is one character.
 */
const SYLLABLE =
  "[\\u1100-\\u115f\\ua960-\\ua97c][\\u1160-\\u11a7\\ud7b0-\\ud7c6]*[\\u11a8-\\u11ff\\ud7cb-\\ud7fb]*";
const UNSPACED = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}]";
const WORD = new RegExp(
  `${SYLLABLE}|${UNSPACED}\\p{M}*|(?:(?!${UNSPACED})[\\p{L}\\p{N}_]\\p{M}*)+`,
  "gu",
);
const MARKS = /\p{M}+/gu;
const LEADING_MARKS = /^\p{M}+/u;

/** The longest piece of a word that is indexed, in UTF-16 units; longer terms match by this much of them. */
const TERM_LENGTH = 40;

/** The sigma that ends a word is no other letter: what ends a term may stand within the word it begins. */
const FINAL_SIGMA = /ς/g;

/** Has nothing to fold but its case: most words, and folding is half of what indexing them costs. */
const PLAIN = /^[ -~]*$/;

export const foldText = (text: string): string =>
  PLAIN.test(text)
    ? text.toLowerCase()
    : text
        .normalize("NFKD")
        .replace(MARKS, "")
        .toUpperCase()
        .toLowerCase()
        .replace(FINAL_SIGMA, "σ")
        .normalize("NFKC");

/** Never cuts a surrogate pair in two. */
const shorten = (folded: string): string => {
  const term = folded.slice(0, TERM_LENGTH);
  return term.isWellFormed() ? term : term.slice(0, -1);
};

/** The folded words of a text, in order, with repeats. */
export const searchTerms = (text: string): string[] => {
  const terms: string[] = [];
  for (const [word] of text.matchAll(WORD)) {
    const folded = shorten(foldText(word));
    if (folded !== "") terms.push(folded);
  }
  return terms;
};

/** Where words of `text` begin with one of the folded `terms`: half-open ranges of UTF-16 units, ascending. */
export const matchRanges = (text: string, terms: readonly string[]): [number, number][] => {
  const ranges: [number, number][] = [];
  for (const match of text.matchAll(WORD)) {
    const folded = foldText(match[0]);
    let longest = 0;
    for (const term of terms) {
      if (term.length > longest && folded.startsWith(term)) longest = term.length;
    }
    if (longest > 0) {
      const length = longest >= folded.length ? match[0].length : originalLength(match[0], longest);
      ranges.push([match.index, match.index + length]);
    }
  }
  return ranges;
};

/** How much of `word` folds to at least `length` units: folding may lengthen (ﬁ) or shorten (é). */
const originalLength = (word: string, length: number): number => {
  let end = 0;
  for (const point of word) {
    end += point.length;
    if (foldText(word.slice(0, end)).length >= length) break;
  }
  // A base letter takes its combining marks along.
  return end + (LEADING_MARKS.exec(word.slice(end))?.[0].length ?? 0);
};

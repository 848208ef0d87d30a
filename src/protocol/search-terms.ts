/**
 * Words as search sees them: folded without regard to case and diacritics, the same for what is
 * stored and for what is asked, in every store (PROTOCOL §3, /api/search).
 *
 * A word is a run of letters, digits and underscores. Han, kana and Hangul have no spaces between words,
 * so each of their characters begins a word of its own.
 */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}_]\p{M}*)+/gu;
const MARKS = /\p{M}+/gu;
const LEADING_MARKS = /^\p{M}+/u;

/** The longest piece of a word that is indexed, in UTF-16 units; longer terms match by this much of them. */
const TERM_LENGTH = 40;

export const foldText = (text: string): string =>
  text.normalize("NFKD").replace(MARKS, "").toUpperCase().toLowerCase().normalize("NFKC");

/** The folded words of a text, in order, with repeats. */
export const searchTerms = (text: string): string[] => {
  const terms: string[] = [];
  for (const [word] of text.matchAll(WORD)) {
    const folded = foldText(word).slice(0, TERM_LENGTH);
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
      ranges.push([match.index, match.index + originalLength(match[0], longest)]);
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

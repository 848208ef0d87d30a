/** Half-open, in UTF-16 units. */
type Range = readonly [start: number, end: number];

export interface PlainText {
  readonly text: string;
  readonly ranges: readonly Range[];
}

/** What a line begins with that begins amid a message. */
const CUT = "…";
const FENCE = /(?<!\\)```(?:[\w+#-]+(?=\s))?/g;
const INLINE_CODE = /(?<![\\`])(`)[^`]+(`)(?!`)/dg;
/** Each group of each is a mark. */
const OTHERS: readonly RegExp[] = [
  // Emphasis; within words, underscores are none.
  /(?<!\\)(\*\*|~~)(?=\S).+?(?<=[^\s\\])(\1)/dgs,
  /(?<![\\\w])(__)(?=\S).+?(?<=[^\s\\])(__)(?!\w)/dgs,
  /(?<![\\*\w])(\*)(?=[^\s*])[^*]*?(?<=[^\s*\\])(\*)(?![*\w])/dg,
  /(?<![\\_\w])(_)(?=[^\s_])[^_]*?(?<=[^\s_\\])(_)(?![_\w])/dg,
  // Links and pictures are what they are called.
  /(?<!\\)(!?\[)[^\]]+(\]\([^)\s]*\))/dg,
  // A heading, a quotation or a list, where it begins; the line beneath the head of a table.
  /^\s*(#{1,6}\s+|>\s+|[-*+]\s+)/dg,
  /(\|?(?:\s*:?-{3,}:?\s*\|)+\s?)/dg,
  /(\\)[\\`*_{}[\]()#+\-.!~|>]/dg,
];

const marksOf = ({ indices }: RegExpExecArray): readonly Range[] =>
  (indices ?? []).slice(1).filter((range) => range !== undefined);

const overlap = (one: Range, other: Range): boolean => one[0] < other[1] && other[0] < one[1];

/** The fences of blocks of code, and what stands between them: to the end, where the last one has no end. */
const blocksIn = (text: string): { readonly fences: readonly Range[]; readonly code: Range[] } => {
  const fences = Array.from(
    text.matchAll(FENCE),
    ({ index, 0: fence }): Range => [index, index + fence.length],
  );
  const code: Range[] = [];
  let from = text.startsWith(CUT) && fences.length % 2 === 1 ? 0 : undefined;
  for (const [start, end] of fences) {
    if (from !== undefined) code.push([from, start]);
    from = from === undefined ? end : undefined;
  }
  if (from !== undefined) code.push([from, text.length]);
  return { fences, code };
};

/** Where the marks stand, in order; those of one pair, of which none is within `kept`, are there together. */
const marksIn = (text: string, kept: readonly Range[]): readonly Range[] => {
  const { fences, code } = blocksIn(text);
  const taken = [...fences, ...code, ...kept];
  const isFree = (mark: Range): boolean => !taken.some((other) => overlap(mark, other));
  const marks = fences.filter((fence) => !kept.some((other) => overlap(fence, other)));
  for (const match of text.matchAll(INLINE_CODE)) {
    const pair = marksOf(match);
    if (!pair.every(isFree)) continue;
    marks.push(...pair);
    taken.push([match.index, match.index + match[0].length]);
  }
  for (const match of OTHERS.flatMap((pattern) => Array.from(text.matchAll(pattern)))) {
    const found = marksOf(match);
    if (!found.every(isFree)) continue;
    marks.push(...found);
    taken.push(...found);
  }
  return marks.sort((a, b) => a[0] - b[0]);
};

/**
 * A line out of a message without its marks of Markdown, as quotations, search and notifications show it; what the
 * ranges cover stays, and they cover the same. The line may have been cut anywhere.
 */
export const withoutMarks = (text: string, ranges: readonly Range[]): PlainText => {
  const marks = marksIn(text, ranges);
  let plain = "";
  let at = 0;
  for (const [start, end] of marks) {
    plain += text.slice(at, start);
    at = end;
  }
  const moved = (place: number): number =>
    marks.reduce((sum, [start, end]) => sum - Math.max(0, Math.min(end, place) - start), place);
  return {
    text: plain + text.slice(at),
    ranges: ranges.map(([start, end]) => [moved(start), moved(end)] as const),
  };
};

export const plainText = (text: string): string => withoutMarks(text, []).text;

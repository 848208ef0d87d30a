/** A piece of a text, and whether a search matched it. */
export interface Segment {
  readonly text: string;
  readonly matched: boolean;
}

/** Cuts a text at half-open ranges of UTF-16 units; ranges that overlap or reach beyond it do no harm. */
export const segments = (
  text: string,
  ranges: readonly (readonly [start: number, end: number])[],
): Segment[] => {
  const pieces: Segment[] = [];
  let at = 0;
  const take = (end: number, matched: boolean): void => {
    if (end <= at) return;
    pieces.push({ text: text.slice(at, end), matched });
    at = end;
  };
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    take(Math.min(start, text.length), false);
    take(Math.min(end, text.length), true);
  }
  take(text.length, false);
  return pieces;
};

import { matchRanges } from "../../protocol/search-terms.ts";

const LENGTH = 160;
/** How much of what stands before the first match is shown. */
const LEAD = 40;

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Never cuts a surrogate pair in two. */
const boundary = (text: string, index: number): number =>
  isLowSurrogate(text.charCodeAt(index)) ? index - 1 : index;

/** A piece of a message around its first match: plain text, with the ranges (UTF-16 units) that matched. */
export const snippetOf = (
  content: string,
  terms: readonly string[],
): { snippet: string; ranges: [number, number][] } => {
  const matches = matchRanges(content, terms);
  const first = matches[0]?.[0] ?? 0;
  const start = first <= LEAD ? 0 : boundary(content, first - LEAD);
  const end = boundary(content, Math.min(content.length, start + LENGTH));
  const before = start > 0 ? "…" : "";
  const after = end < content.length ? "…" : "";
  const shift = before.length - start;
  const ranges: [number, number][] = [];
  for (const [from, to] of matches) {
    if (from >= end) break;
    ranges.push([from + shift, Math.min(to, end) + shift]);
  }
  return { snippet: `${before}${content.slice(start, end)}${after}`, ranges };
};

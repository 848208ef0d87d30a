/** Marks of Markdown around a selection of what is being written. */
export type TextMark = "bold" | "italic" | "code";

const MARKS: Readonly<Record<TextMark, string>> = { bold: "**", italic: "_", code: "`" };

/** A replacement of `[start, end)`, and what is selected then. */
export interface MarkChange {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
  readonly selectFrom: number;
  readonly selectTo: number;
}

/** Puts the marks around the selection, or takes them away where they stand already. */
export const toggleMark = (text: string, from: number, to: number, mark: TextMark): MarkChange => {
  const sign = MARKS[mark];
  const size = sign.length;
  const selected = text.slice(from, to);
  const outside = text.slice(from - size, from) === sign && text.slice(to, to + size) === sign;
  if (outside) {
    return {
      start: from - size,
      end: to + size,
      insert: selected,
      selectFrom: from - size,
      selectTo: to - size,
    };
  }
  const inside =
    selected.length >= 2 * size && selected.startsWith(sign) && selected.endsWith(sign);
  const insert = inside ? selected.slice(size, -size) : `${sign}${selected}${sign}`;
  const at = inside ? from : from + size;
  const length = inside ? insert.length : selected.length;
  return { start: from, end: to, insert, selectFrom: at, selectTo: at + length };
};

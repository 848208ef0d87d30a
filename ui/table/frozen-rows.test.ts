import { describe, expect, it } from "vitest";
import { arrangedRows, frozenRows } from "./frozen-rows.ts";

interface Row {
  readonly id: string;
  readonly value: number;
}
const row = (id: string, value = 0): Row => ({ id, value });
const keyOf = ({ id }: Row): string => id;
const shown = arrangedRows([row("a"), row("b"), row("c")], keyOf);
const keys = (rows: readonly { readonly key: string }[]): string =>
  rows.map(({ key }) => key).join("");

describe("frozenRows", () => {
  it("changes nothing for the same rows", () => {
    const { rows, changes } = frozenRows(shown, [row("a"), row("b"), row("c")], keyOf);
    expect(keys(rows)).toBe("abc");
    expect(changes).toBe(0);
  });

  it("shows new values in the old places", () => {
    const { rows, changes } = frozenRows(shown, [row("c", 3), row("a", 1), row("b", 2)], keyOf);
    expect(rows.map(({ row: { id, value } }) => `${id}${value}`)).toEqual(["a1", "b2", "c3"]);
    expect(changes).toBe(3);
  });

  it("keeps what has gone in its place, and says so", () => {
    const { rows, changes } = frozenRows(shown, [row("a"), row("c")], keyOf);
    expect(rows.map(({ gone }) => gone)).toEqual([false, true, false]);
    expect(keys(rows)).toBe("abc");
    expect(changes).toBe(1);
  });

  it("lets what has come wait", () => {
    const { rows, changes } = frozenRows(shown, [row("x"), row("a"), row("b"), row("c")], keyOf);
    expect(keys(rows)).toBe("abc");
    expect(changes).toBe(1);
  });

  it("brings back what was gone for a moment", () => {
    const without = frozenRows(shown, [row("a"), row("c")], keyOf).rows;
    const { rows, changes } = frozenRows(without, [row("a"), row("b", 7), row("c")], keyOf);
    expect(rows[1]).toEqual({ key: "b", row: row("b", 7), gone: false });
    expect(changes).toBe(0);
  });
});

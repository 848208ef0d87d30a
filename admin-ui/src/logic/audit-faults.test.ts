import { describe, expect, it } from "vitest";
import { chained, GENESIS_HASH } from "../../../src/protocol/audit/audit-chain.ts";
import type { AuditRow } from "../../../src/protocol/audit/audit-row.ts";
import { faultsOf } from "./audit-faults.ts";

const log = (length: number): AuditRow[] => {
  const rows: AuditRow[] = [];
  for (let i = 0; i < length; i += 1) {
    const said = {
      id: `r${i}`,
      at: i,
      actor: "a",
      action: "ban.lift",
      target: "t",
      ip: "::1",
      result: "ok",
    };
    rows.push(chained(said, rows.at(-1)?.hash ?? GENESIS_HASH));
  }
  return rows;
};
const rows = log(5);
const entries = (...args: Parameters<typeof faultsOf>): unknown[] => [...faultsOf(...args)];

describe("faultsOf", () => {
  it("finds nothing in what nobody touched, in either order, wherever the page begins", () => {
    expect(entries(rows, "oldest", true)).toEqual([]);
    expect(entries(rows.slice(2).toReversed(), "newest", true)).toEqual([]);
  });

  it("names the row that was changed", () => {
    const changed = rows.map((row, i) => (i === 2 ? { ...row, target: "someone else" } : row));
    expect(entries(changed, "oldest", true)).toEqual([["r2", "tampered"]]);
  });

  it("names the row after one that is missing, and those that were moved", () => {
    expect(entries(rows.toSpliced(2, 1), "oldest", true)).toEqual([["r3", "unlinked"]]);
    const [a, b, c, d, e] = rows;
    if (!(a && b && c && d && e)) throw new Error("too few rows");
    expect(entries([e, d, b, c, a], "newest", true)).toEqual([
      ["r2", "unlinked"],
      ["r1", "unlinked"],
      ["r3", "unlinked"],
    ]);
  });

  it("looks at each row alone where filters leave some out", () => {
    expect(
      entries(
        rows.filter((_, i) => i % 2 === 0),
        "oldest",
        false,
      ),
    ).toEqual([]);
  });
});

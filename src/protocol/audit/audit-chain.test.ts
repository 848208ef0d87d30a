import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type AuditFinding,
  AuditVerifier,
  auditHash,
  chained,
  GENESIS_HASH,
} from "./audit-chain.ts";
import type { AuditHead, AuditRow } from "./audit-row.ts";

const log = (length: number): AuditRow[] => {
  const rows: AuditRow[] = [];
  for (let i = 0; i < length; i += 1) {
    const said = {
      id: `row-${i}`,
      at: 1_000 + i,
      actor: "anna",
      action: 'ban.create reason="Größe 👋"',
      target: "bob 192.0.2.0/24",
      ip: "2001:db8::1",
      result: "ok",
    };
    rows.push(chained(said, rows.at(-1)?.hash ?? GENESIS_HASH));
  }
  return rows;
};

const headOf = (rows: readonly AuditRow[]): AuditHead => ({
  rows: rows.length,
  hash: rows.at(-1)?.hash ?? GENESIS_HASH,
});

const verify = (rows: readonly AuditRow[], head = headOf(rows)): readonly AuditFinding[] => {
  const verifier = new AuditVerifier();
  for (const row of rows) verifier.add(row);
  return verifier.finish(head);
};

const changed = (rows: readonly AuditRow[], place: number, change: Partial<AuditRow>) =>
  rows.map((row, i) => (i === place ? { ...row, ...change } : row));

describe("auditHash", () => {
  it("is what a stranger makes of the contract's sentence alone", () => {
    const [, row] = log(2);
    if (row === undefined) throw new Error("no row");
    const json =
      '{"action":"ban.create reason=\\"Größe 👋\\"","actor":"anna","at":1001,"id":"row-1",' +
      `"ip":"2001:db8::1","prev_hash":"${row.prev_hash}","result":"ok","target":"bob 192.0.2.0/24"}`;
    const known = createHash("sha256")
      .update(row.prev_hash + json)
      .digest("hex");
    expect(row.hash).toBe(known);
    expect(auditHash(row)).toBe(known);
  });
});

describe("a log", () => {
  const rows = log(6);
  const head = headOf(rows);

  it("that nobody touched has nothing to find, however long, and neither has an empty one", () => {
    expect(verify(rows)).toEqual([]);
    expect(verify([])).toEqual([]);
    expect(verify(log(500))).toEqual([]);
  });

  it("may have gone on since its head was read", () => {
    expect(verify(rows, headOf(rows.slice(0, 4)))).toEqual([]);
  });

  it.each(["id", "actor", "action", "target", "ip", "result"] as const)(
    "in which the %s of a row was changed names the row",
    (field) => {
      const findings = verify(changed(rows, 2, { [field]: "mallory" }), head);
      const id = field === "id" ? "mallory" : "row-2";
      expect(findings).toEqual([{ kind: "tampered", id }]);
    },
  );

  it("in which a time was changed names the row", () => {
    expect(verify(changed(rows, 5, { at: 7 }), head)).toEqual([{ kind: "tampered", id: "row-5" }]);
  });

  it("in which a row was changed and hashed anew names the row after it", () => {
    const [before, after] = [rows[2], rows[3]];
    if (before === undefined || after === undefined) throw new Error("no rows");
    const forged = { ...before, result: "refused:forbidden" };
    const findings = verify(changed(rows, 2, { ...forged, hash: auditHash(forged) }), head);
    expect(findings).toEqual([{ kind: "missing", id: after.id }]);
  });

  it("that was written anew from some row on does not end as the head says", () => {
    const { prev_hash: _, hash: __, ...said } = rows[3] ?? log(1)[0] ?? { prev_hash: "", hash: "" };
    const forged = [...rows.slice(0, 3)];
    for (const id of ["row-3", "row-4", "row-5"]) {
      forged.push(
        chained({ ...(said as AuditRow), id, actor: "mallory" }, forged.at(-1)?.hash ?? ""),
      );
    }
    expect(verify(forged, head)).toEqual([{ kind: "truncated" }]);
  });

  it("without a row names the one after it", () => {
    expect(verify(rows.toSpliced(2, 1), headOf(rows))).toEqual([
      { kind: "missing", id: "row-3" },
      { kind: "truncated" },
    ]);
  });

  it("without its first rows names the one that is first now", () => {
    expect(verify(rows.slice(2))).toEqual([{ kind: "missing", id: "row-2" }]);
  });

  it("with rows in another order names what stands too early", () => {
    const [a, b, c, d, e, f] = rows as [AuditRow, AuditRow, AuditRow, AuditRow, AuditRow, AuditRow];
    expect(verify([a, c, b, d, e, f], head)).toEqual([{ kind: "reordered", id: "row-2" }]);
    expect(verify([b, a, c, d, e, f], head)).toEqual([{ kind: "reordered", id: "row-1" }]);
    expect(verify([f, e, d, c, b, a], head)).toHaveLength(5);
  });

  it("with a row that was put in names it", () => {
    const [first] = rows;
    if (first === undefined) throw new Error("no row");
    const { prev_hash: _, hash: __, ...said } = first;
    const forged = chained({ ...said, id: "forged" }, rows[2]?.hash ?? "");
    expect(verify(rows.toSpliced(5, 0, forged), head)).toEqual([
      { kind: "inserted", id: "forged" },
    ]);
    // Whoever comes first is taken for the one: the other shows that there are two.
    expect(verify(rows.toSpliced(3, 0, forged), head)).toEqual([{ kind: "inserted", id: "row-3" }]);
    expect(verify([first, ...rows], head)[0]).toEqual({ kind: "inserted", id: "row-0" });
  });

  it("that was cut off at its end is shorter than its head", () => {
    expect(verify(rows.slice(0, 4), head)).toEqual([{ kind: "truncated" }]);
    expect(verify([], head)).toEqual([{ kind: "truncated" }]);
  });
});

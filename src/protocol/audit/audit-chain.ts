import type { AuditHead, AuditRow } from "./audit-row.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sha256Hex } from "./sha256.ts";

/** What stands for the row before the first. */
export const GENESIS_HASH = "0".repeat(64);

/** The hash that a row must have: PROTOCOL §3. */
export const auditHash = ({
  hash: _,
  ...row
}: Omit<AuditRow, "hash"> & { hash?: string }): string =>
  sha256Hex(row.prev_hash + canonicalJson(row));

/** The row that follows one of that hash. */
export const chained = (row: Omit<AuditRow, "prev_hash" | "hash">, prevHash: string): AuditRow => {
  const linked = { ...row, prev_hash: prevHash };
  return { ...linked, hash: auditHash(linked) };
};

/**
 * What is wrong with a log, by the row where it shows.
 * tampered: it does not have the hash of what it says · missing: what stood before it is gone, or was rewritten ·
 * reordered: it stands before the row that it follows · inserted: another row follows the same one ·
 * truncated: the log ends before the row that was its last.
 */
export interface AuditFinding {
  readonly kind: "tampered" | "missing" | "reordered" | "inserted" | "truncated";
  /** Absent for `truncated`: that row is not there. */
  readonly id?: string;
}

/** Where nothing is as it was there is no use in naming every row. */
const MOST_FINDINGS = 1_000;

/** Goes through a log once, the oldest row first, as it comes in. */
export class AuditVerifier {
  readonly #findings: AuditFinding[] = [];
  readonly #hashes = new Set<string>();
  readonly #followed = new Set<string>();
  /** Rows whose predecessor has not come yet, by its hash. */
  readonly #waiting = new Map<string, string>();
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add(row: AuditRow): void {
    this.#rows += 1;
    if (auditHash(row) !== row.hash) this.#find({ kind: "tampered", id: row.id });
    const { prev_hash: before } = row;
    if (this.#followed.has(before)) this.#find({ kind: "inserted", id: row.id });
    else if (before !== GENESIS_HASH && !this.#hashes.has(before)) {
      this.#waiting.set(before, row.id);
    }
    this.#followed.add(before);
    this.#hashes.add(row.hash);
  }

  /** `head` as the server gave it before the rows were read: rows that came since are no fault. */
  finish(head: AuditHead): readonly AuditFinding[] {
    for (const [before, id] of this.#waiting) {
      this.#find({ kind: this.#hashes.has(before) ? "reordered" : "missing", id });
    }
    const ends = head.rows === 0 || this.#hashes.has(head.hash);
    if (this.#rows < head.rows || !ends) this.#find({ kind: "truncated" });
    return this.#findings;
  }

  #find(finding: AuditFinding): void {
    if (this.#findings.length < MOST_FINDINGS) this.#findings.push(finding);
  }
}

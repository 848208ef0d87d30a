import { type AuditFinding, auditHash } from "../../../src/protocol/audit/audit-chain.ts";
import type { AuditRow } from "../../../src/protocol/audit/audit-row.ts";

/** What can be seen of a row on a page: `unlinked` when it does not follow the one before it there. */
export type RowFault = AuditFinding["kind"] | "unlinked";

/**
 * The faults that a page of the log shows by itself, by the row's id. `adjacent`: the page leaves nothing out, so
 * that each row must follow the one before it.
 */
export const faultsOf = (
  rows: readonly AuditRow[],
  order: "newest" | "oldest",
  adjacent: boolean,
): ReadonlyMap<string, RowFault> => {
  const faults = new Map<string, RowFault>();
  const ascending = order === "oldest" ? rows : rows.toReversed();
  let before: AuditRow | undefined;
  for (const row of ascending) {
    if (auditHash(row) !== row.hash) faults.set(row.id, "tampered");
    else if (adjacent && before !== undefined && row.prev_hash !== before.hash) {
      faults.set(row.id, "unlinked");
    }
    before = row;
  }
  return faults;
};

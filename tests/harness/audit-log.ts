import { type AuditFinding, AuditVerifier } from "../../src/protocol/audit/audit-chain.ts";
import type { AuditHead, AuditRow } from "../../src/protocol/audit/audit-row.ts";
import type { Rest } from "./rest.ts";

interface Page {
  readonly audit: readonly AuditRow[];
  readonly head: AuditHead;
  readonly next_cursor?: string;
}

/** Every row that the filters let through, a page after the other. */
export const auditRows = async (rest: Rest, token: string, query = ""): Promise<AuditRow[]> => {
  const rows: AuditRow[] = [];
  let cursor = "";
  do {
    const page = await rest.ok<Page>("GET", `/api/admin/audit?limit=100${query}${cursor}`, {
      token,
    });
    rows.push(...page.audit);
    const { next_cursor: next } = page;
    cursor = next === undefined ? "" : `&cursor=${encodeURIComponent(next)}`;
  } while (cursor !== "");
  return rows;
};

/** As a browser verifies it. */
export const auditFindings = async (
  rest: Rest,
  token: string,
): Promise<readonly AuditFinding[]> => {
  const { head } = await rest.ok<Page>("GET", "/api/admin/audit?limit=1", { token });
  const verifier = new AuditVerifier();
  for (const row of await auditRows(rest, token, "&order=oldest")) verifier.add(row);
  return verifier.finish(head);
};

import type { AuditLog } from "../core/moderation/audit-log.ts";
import type { AuditRow } from "../protocol/audit/audit-row.ts";
import { adminAuditRoutes } from "../protocol/rest/admin-audit.ts";
import { file, ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

const encoder = new TextEncoder();
const linesOf = (rows: readonly AuditRow[]): Uint8Array =>
  encoder.encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

/** As fast as it is read; the first page is there before the answer begins, so that a store that is away says so. */
const streamed = async (
  pages: AsyncGenerator<readonly AuditRow[]>,
): Promise<ReadableStream<Uint8Array>> => {
  let next = await pages.next();
  return new ReadableStream({
    async pull(controller) {
      if (next.done === true) {
        controller.close();
        return;
      }
      controller.enqueue(linesOf(next.value));
      next = await pages.next();
    },
  });
};

export const bindAuditRoutes = (binder: RouteBinder, audit: AuditLog): void => {
  binder.bind(adminAuditRoutes.audit, async ({ query }) => {
    const { cursor, limit, ...request } = query;
    return ok(await audit.list(request, cursor, limit));
  });

  binder.bind(adminAuditRoutes.auditExport, async ({ query }) =>
    file(await streamed(audit.export(query)), {
      "Content-Type": "application/x-ndjson",
      "Content-Disposition": 'attachment; filename="crosstalk-audit.ndjson"',
    }),
  );
};

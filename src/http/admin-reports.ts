import type { ReportResolution } from "../core/moderation/report-resolution.ts";
import type { Reports } from "../core/moderation/reports.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { adminReportRoutes } from "../protocol/rest/admin-reports.ts";
import { ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export interface ReportRouteDeps {
  readonly reports: Reports;
  readonly resolution: ReportResolution;
}

export const bindReportRoutes = (
  binder: RouteBinder,
  { reports, resolution }: ReportRouteDeps,
): void => {
  binder.bind(adminReportRoutes.reports, async ({ query }) =>
    ok(await reports.list(query.status, query.cursor, query.limit)),
  );

  binder.bind(adminReportRoutes.reportDetail, async ({ params }, { caller }) =>
    ok(await reports.detail(caller, params.id)),
  );

  binder.bind(
    adminReportRoutes.updateReport,
    async ({ params, body }, { caller, device, audit }) => {
      const { status, ...how } = body;
      const done =
        status === "open"
          ? await resolution.reopen(params.id)
          : await resolution.resolve(caller, params.id, { status, ...how }, device.address);
      for (const id of done.targets) audit.target(id);
      const [report] = await reports.view([done.report]);
      if (report === undefined) throw new ProtocolError("not_found", "No such report.");
      const { ban, enforced, alsoClosed } = done;
      return ok({
        report,
        ...(alsoClosed === 0 ? {} : { also_closed: alsoClosed }),
        ...(ban === undefined ? {} : { ban }),
        ...(enforced === undefined ? {} : { enforced }),
      });
    },
  );
};

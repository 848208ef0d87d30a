import type { Filter } from "mongodb";
import type { ModerationStore, ReportRecord } from "../../../ports/store/moderation.ts";
import { pageOf } from "../page.ts";
import type { Connection } from "./connection.ts";
import type { ReportDocument } from "./documents.ts";
import { isDuplicateKey } from "./mongo-error.ts";

const toReportRecord = ({ _id, note, ...report }: ReportDocument): ReportRecord => ({
  id: _id,
  ...report,
  ...(note === undefined ? {} : { note }),
});

export const mongoReports = (
  connection: Connection,
): Pick<ModerationStore, "createReport" | "reports" | "updateReport"> => {
  const { reports } = connection.collections;
  return {
    async createReport({ id, ...report }) {
      try {
        await connection.run((scope) => reports.insertOne({ _id: id, ...report }, scope));
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    async reports(status, cursor, limit) {
      const [at, id = ""] = cursor?.split(" ") ?? [];
      const conditions: Filter<ReportDocument>[] = [status === undefined ? {} : { status }];
      if (at !== undefined) {
        const createdAt = Number(at);
        conditions.push({
          $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }],
        });
      }
      const rows = await connection.run((scope) =>
        reports
          .find({ $and: conditions }, scope)
          .sort({ createdAt: -1, _id: -1 })
          .limit(limit + 1)
          .toArray(),
      );
      return pageOf(rows, limit, toReportRecord, (row) => `${row.createdAt} ${row._id}`);
    },

    async updateReport(id, { status, note }) {
      const updated = await connection.run((scope) =>
        reports.findOneAndUpdate(
          { _id: id },
          { $set: { status, ...(note === undefined ? {} : { note }) } },
          { ...scope, returnDocument: "after" },
        ),
      );
      return updated === null ? undefined : toReportRecord(updated);
    },
  };
};

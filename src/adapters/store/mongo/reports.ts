import type { Filter } from "mongodb";
import type { ReportRecord } from "../../../ports/store/moderation.ts";
import { pageOf } from "../page.ts";
import type { ReportStore } from "../parts.ts";
import type { Connection } from "./connection.ts";
import type { ReportDocument } from "./documents.ts";
import { isDuplicateKey } from "./mongo-error.ts";

/** What only closed ones have. */
const CLOSING = { note: 1, closedBy: 1, closedAt: 1, action: 1, banId: 1 } as const;

/** Fields that were not given are not stored. */
const toReportRecord = ({ _id, ...report }: ReportDocument): ReportRecord => ({
  id: _id,
  ...report,
});

export const mongoReports = (connection: Connection): ReportStore => {
  const { reports } = connection.collections;
  return {
    async createReport({ id, roomId, seq, reporterId, reason, createdAt, authorId }) {
      const author = authorId === undefined ? {} : { authorId };
      try {
        await connection.run((scope) =>
          reports.updateOne(
            { reporterId, roomId, seq, status: { $ne: "open" } },
            {
              $setOnInsert: { _id: id },
              $set: { reason, status: "open", createdAt, ...author },
              $unset: CLOSING,
            },
            { ...scope, upsert: true },
          ),
        );
        return true;
      } catch (error) {
        // One that is open is not found so, and there is no place for another.
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

    async report(id) {
      const found = await connection.run((scope) => reports.findOne({ _id: id }, scope));
      return found === null ? undefined : toReportRecord(found);
    },

    async reportsOfMessage(roomId, seq, status, limit) {
      const found = await connection.run((scope) =>
        reports
          .find({ roomId, seq, status }, scope)
          .sort({ createdAt: 1, _id: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(toReportRecord);
    },

    async reportsOfAuthor(authorId, limit) {
      const found = await connection.run((scope) =>
        reports.find({ authorId }, scope).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray(),
      );
      return found.map(toReportRecord);
    },

    async updateReport(id, change, from) {
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      const updated = await connection.run((scope) =>
        reports.findOneAndUpdate(
          { _id: id, ...(from === undefined ? {} : { status: from }) },
          { $set: Object.fromEntries(given) },
          { ...scope, returnDocument: "after" },
        ),
      );
      return updated === null ? undefined : toReportRecord(updated);
    },

    async reopenReport(id) {
      const reopened = await connection.run((scope) =>
        reports.findOneAndUpdate(
          { _id: id, status: { $ne: "open" } },
          { $set: { status: "open" }, $unset: CLOSING },
          { ...scope, returnDocument: "after" },
        ),
      );
      return reopened === null ? undefined : toReportRecord(reopened);
    },
  };
};

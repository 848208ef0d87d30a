import type { ModerationStore, ReportRecord } from "../../../ports/store/moderation.ts";
import { pageOf } from "../page.ts";
import type { Connection } from "./connection.ts";

interface ReportRow {
  readonly id: string;
  readonly room_id: string;
  readonly seq: number;
  readonly reporter_id: string;
  readonly reason: string;
  readonly status: ReportRecord["status"];
  readonly note: string | null;
  readonly created_at: number;
}

const toReportRecord = (row: ReportRow): ReportRecord => ({
  id: row.id,
  roomId: row.room_id,
  seq: row.seq,
  reporterId: row.reporter_id,
  reason: row.reason,
  status: row.status,
  ...(row.note === null ? {} : { note: row.note }),
  createdAt: row.created_at,
});

export const sqliteReports = (
  connection: Connection,
): Pick<ModerationStore, "createReport" | "reports" | "updateReport"> => ({
  async createReport(report) {
    const created = connection
      .prepare(
        `INSERT INTO reports (id, room_id, seq, reporter_id, reason, status, note, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (reporter_id, room_id, seq) DO NOTHING`,
      )
      .run(
        report.id,
        report.roomId,
        report.seq,
        report.reporterId,
        report.reason,
        report.status,
        report.note ?? null,
        report.createdAt,
      );
    return created === 1;
  },

  async reports(status, cursor, limit) {
    const [at = String(Number.MAX_SAFE_INTEGER), id = ""] = cursor?.split(" ") ?? [];
    const page = `created_at <= ? AND (created_at < ? OR id < ?)
      ORDER BY created_at DESC, id DESC LIMIT ?`;
    const values = [Number(at), Number(at), id, limit + 1];
    const rows =
      status === undefined
        ? connection.prepare<ReportRow>(`SELECT * FROM reports WHERE ${page}`).all(...values)
        : connection
            .prepare<ReportRow>(`SELECT * FROM reports WHERE status = ? AND ${page}`)
            .all(status, ...values);
    return pageOf(rows, limit, toReportRecord, (row) => `${row.created_at} ${row.id}`);
  },

  async updateReport(id, { status, note }) {
    const row = connection
      .prepare<ReportRow>(
        "UPDATE reports SET status = ?, note = coalesce(?, note) WHERE id = ? RETURNING *",
      )
      .get(status, note ?? null, id);
    return row === undefined ? undefined : toReportRecord(row);
  },
});

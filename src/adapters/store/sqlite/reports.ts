import type { ReportRecord } from "../../../ports/store/moderation.ts";
import type { ReportAction } from "../../../protocol/report-actions.ts";
import { pageOf } from "../page.ts";
import type { ReportStore } from "../parts.ts";
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
  readonly author_id: string | null;
  readonly closed_by: string | null;
  readonly closed_at: number | null;
  readonly action: string | null;
  readonly ban_id: string | null;
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
  ...(row.author_id === null ? {} : { authorId: row.author_id }),
  ...(row.closed_by === null ? {} : { closedBy: row.closed_by }),
  ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
  ...(row.action === null ? {} : { action: JSON.parse(row.action) as ReportAction }),
  ...(row.ban_id === null ? {} : { banId: row.ban_id }),
});

const CHANGE = `UPDATE reports SET status = ?, note = coalesce(?, note),
  closed_by = coalesce(?, closed_by), closed_at = coalesce(?, closed_at),
  action = coalesce(?, action), ban_id = coalesce(?, ban_id)
  WHERE id = ? AND (? IS NULL OR status = ?) RETURNING *`;

/** One row for each reporter and message. */
const CREATE = `INSERT INTO reports (id, room_id, seq, reporter_id, reason, status, created_at, author_id)
  VALUES (?, ?, ?, ?, ?, 'open', ?, ?)
  ON CONFLICT (reporter_id, room_id, seq) DO UPDATE SET reason = excluded.reason, status = 'open',
    created_at = excluded.created_at, author_id = coalesce(excluded.author_id, author_id),
    note = NULL, closed_by = NULL, closed_at = NULL, action = NULL, ban_id = NULL
  WHERE status <> 'open'`;

const REOPEN = `UPDATE reports SET status = 'open', note = NULL, closed_by = NULL, closed_at = NULL,
  action = NULL, ban_id = NULL WHERE id = ? AND status <> 'open' RETURNING *`;

export const sqliteReports = (connection: Connection): ReportStore => ({
  async createReport({ id, roomId, seq, reporterId, reason, createdAt, authorId }) {
    const changed = connection
      .prepare(CREATE)
      .run(id, roomId, seq, reporterId, reason, createdAt, authorId ?? null);
    return changed === 1;
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

  async report(id) {
    const row = connection.prepare<ReportRow>("SELECT * FROM reports WHERE id = ?").get(id);
    return row === undefined ? undefined : toReportRecord(row);
  },

  async reportsOfMessage(roomId, seq, status, limit) {
    return connection
      .prepare<ReportRow>(
        `SELECT * FROM reports WHERE room_id = ? AND seq = ? AND status = ?
          ORDER BY created_at, id LIMIT ?`,
      )
      .all(roomId, seq, status, limit)
      .map(toReportRecord);
  },

  async reportsOfAuthor(authorId, limit) {
    return connection
      .prepare<ReportRow>(
        "SELECT * FROM reports WHERE author_id = ? ORDER BY created_at DESC, id DESC LIMIT ?",
      )
      .all(authorId, limit)
      .map(toReportRecord);
  },

  async updateReport(id, change, from) {
    const { status, note, closedBy, closedAt, action, banId } = change;
    const row = connection
      .prepare<ReportRow>(CHANGE)
      .get(
        status,
        note ?? null,
        closedBy ?? null,
        closedAt ?? null,
        action === undefined ? null : JSON.stringify(action),
        banId ?? null,
        id,
        from ?? null,
        from ?? null,
      );
    return row === undefined ? undefined : toReportRecord(row);
  },

  async reopenReport(id) {
    const row = connection.prepare<ReportRow>(REOPEN).get(id);
    return row === undefined ? undefined : toReportRecord(row);
  },
});

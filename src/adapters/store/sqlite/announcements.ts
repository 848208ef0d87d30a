import type { AnnouncementRecord, AnnouncementStore } from "../../../ports/store/announcements.ts";
import type { AnnouncementLevel, Audience } from "../../../protocol/announcements.ts";
import { pageOf } from "../page.ts";
import type { Connection } from "./connection.ts";

interface AnnouncementRow {
  readonly id: string;
  readonly text: string;
  readonly level: AnnouncementLevel;
  readonly audience: string;
  readonly version: number;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly reached: number;
}

const toRecord = (row: AnnouncementRow): AnnouncementRecord => ({
  id: row.id,
  text: row.text,
  level: row.level,
  audience: JSON.parse(row.audience) as Audience,
  version: row.version,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  createdBy: row.created_by,
  createdAt: row.created_at,
  reached: row.reached,
});

/** Each with the time twice. */
const IN_STATE = {
  scheduled: "starts_at > ? AND ? >= 0",
  live: "starts_at <= ? AND ends_at > ?",
  ended: "ends_at <= ? AND ? >= 0",
  any: "? >= 0 AND ? >= 0",
} as const;

export const sqliteAnnouncements = (connection: Connection): AnnouncementStore => ({
  async saveAnnouncement(made) {
    const { audience } = made;
    connection
      .prepare(
        `INSERT OR REPLACE INTO announcements (id, text, level, audience, user_id, version, starts_at,
          ends_at, created_by, created_at, reached) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        made.id,
        made.text,
        made.level,
        JSON.stringify(audience),
        audience.to === "user" ? audience.user_id : null,
        made.version,
        made.startsAt,
        made.endsAt,
        made.createdBy,
        made.createdAt,
        made.reached,
      );
  },

  async announcement(id) {
    const row = connection
      .prepare<AnnouncementRow>("SELECT * FROM announcements WHERE id = ?")
      .get(id);
    return row === undefined ? undefined : toRecord(row);
  },

  async announcements(state, now, cursor, limit) {
    const [at = String(Number.MAX_SAFE_INTEGER), id = ""] = cursor?.split(" ") ?? [];
    const rows = connection
      .prepare<AnnouncementRow>(
        `SELECT * FROM announcements WHERE user_id IS NULL AND ${IN_STATE[state ?? "any"]}
          AND created_at <= ? AND (created_at < ? OR id < ?)
          ORDER BY created_at DESC, id DESC LIMIT ?`,
      )
      .all(now, now, Number(at), Number(at), id, limit + 1);
    return pageOf(rows, limit, toRecord, (row) => `${row.created_at} ${row.id}`);
  },

  async currentAnnouncements(now) {
    return connection
      .prepare<AnnouncementRow>(
        `SELECT * FROM announcements WHERE user_id IS NULL AND ends_at > ?
          ORDER BY created_at, id`,
      )
      .all(now)
      .map(toRecord);
  },

  async announcementsTo(userId, now, limit) {
    return connection
      .prepare<AnnouncementRow>(
        `SELECT * FROM announcements WHERE user_id = ? AND starts_at <= ? AND ends_at > ?
          ORDER BY created_at, id LIMIT ?`,
      )
      .all(userId, now, now, limit)
      .map(toRecord);
  },

  async addReached(id, version, connections) {
    connection
      .prepare("UPDATE announcements SET reached = reached + ? WHERE id = ? AND version = ?")
      .run(connections, id, version);
  },

  async removeAnnouncements(before) {
    connection.prepare("DELETE FROM announcements WHERE ends_at < ?").run(before);
  },
});

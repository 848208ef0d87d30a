import type { BanListQuery, BanRecord, ModerationStore } from "../../../ports/store/moderation.ts";
import type { Settings } from "../../../protocol/settings.ts";
import { pageOf } from "../page.ts";
import { sqliteAnnouncements } from "./announcements.ts";
import type { Connection } from "./connection.ts";
import { inSteps } from "./in-steps.ts";
import { requireAdminLeft, unlessLastAdmin } from "./last-admin.ts";
import { sqliteLimitTraffic } from "./limit-traffic.ts";
import { sqliteReports } from "./reports.ts";
import { sqliteRoomRules } from "./room-rules.ts";

interface BanRow {
  readonly id: string;
  readonly kind: BanRecord["kind"];
  readonly user_id: string | null;
  readonly ip: string | null;
  readonly reason: string | null;
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number | null;
}

const toBanRecord = (row: BanRow): BanRecord => ({
  id: row.id,
  kind: row.kind,
  ...(row.user_id === null ? {} : { userId: row.user_id }),
  ...(row.ip === null ? {} : { ip: row.ip }),
  ...(row.reason === null ? {} : { reason: row.reason }),
  createdBy: row.created_by,
  createdAt: row.created_at,
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
});

const IN_FORCE = "(expires_at IS NULL OR expires_at > ?)";

/** Those without an end come after all others; in the words of the index. */
const PLACES: Readonly<Record<BanListQuery["sort"], string>> = {
  created: "created_at",
  expires: "coalesce(expires_at, 9007199254740991)",
};

export const sqliteModeration = (connection: Connection): ModerationStore => ({
  ...sqliteReports(connection),
  ...sqliteRoomRules(connection),
  ...sqliteLimitTraffic(connection),
  ...sqliteAnnouncements(connection),

  async createBan(ban) {
    return unlessLastAdmin(connection, () => {
      connection
        .prepare(
          `INSERT INTO bans (id, kind, user_id, ip, reason, created_by, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          ban.id,
          ban.kind,
          ban.userId ?? null,
          ban.ip ?? null,
          ban.reason ?? null,
          ban.createdBy,
          ban.createdAt,
          ban.expiresAt ?? null,
        );
      const barsAdmin =
        ban.kind === "ban" &&
        connection
          .prepare("SELECT 1 FROM users WHERE id = ? AND role = 'admin'")
          .get(ban.userId ?? null) !== undefined;
      if (barsAdmin) requireAdminLeft(connection, ban.createdAt);
      return "created";
    });
  },

  async removeBan(id) {
    const row = connection.prepare<BanRow>("DELETE FROM bans WHERE id = ? RETURNING *").get(id);
    return row === undefined ? undefined : toBanRecord(row);
  },

  async removeExpiredBans(now) {
    await inSteps((limit) =>
      connection
        .prepare(
          `DELETE FROM bans WHERE id IN
            (SELECT id FROM bans WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
        )
        .run(now, limit),
    );
  },

  async bansOf(userId, limit) {
    return connection
      .prepare<BanRow>(
        "SELECT * FROM bans WHERE user_id = ? ORDER BY created_at DESC, id DESC LIMIT ?",
      )
      .all(userId, limit)
      .map(toBanRecord);
  },

  async bans({ kind, now, sort, descending, cursor, limit }) {
    const place = PLACES[sort];
    const order = descending ? "DESC" : "ASC";
    const [at, id] = cursor?.split(" ") ?? [];
    const isLater = id === undefined ? "" : `AND (${place}, id) ${descending ? "<" : ">"} (?, ?)`;
    const rows = connection
      .prepare<BanRow & { readonly place: number }>(
        `SELECT *, ${place} AS place FROM bans WHERE kind = ? AND ${IN_FORCE} ${isLater}
          ORDER BY ${place} ${order}, id ${order} LIMIT ?`,
      )
      .all(kind, now, ...(id === undefined ? [] : [Number(at), id]), limit + 1);
    return pageOf(rows, limit, toBanRecord, (row) => `${row.place} ${row.id}`);
  },

  async activeBans(now) {
    return connection
      .prepare<BanRow>(`SELECT * FROM bans WHERE ${IN_FORCE} ORDER BY created_at DESC, id DESC`)
      .all(now)
      .map(toBanRecord);
  },

  async settings() {
    return settings(connection);
  },

  async updateSettings(change) {
    connection
      .prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('settings', ?)")
      .run(JSON.stringify(change(settings(connection))));
  },
});

const settings = (connection: Connection): Settings | undefined => {
  const row = connection
    .prepare<{ value: string }>("SELECT value FROM meta WHERE name = 'settings'")
    .get();
  return row === undefined ? undefined : (JSON.parse(row.value) as Settings);
};

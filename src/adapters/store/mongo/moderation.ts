import type { ModerationStore } from "../../../ports/store/moderation.ts";
import { mongoAnnouncements } from "./announcements.ts";
import { inForce, toBanRecord } from "./ban-document.ts";
import { listBans } from "./ban-list.ts";
import type { Connection } from "./connection.ts";
import { hasOtherAdmin, meetAdmins } from "./last-admin.ts";
import { mongoLimitTraffic } from "./limit-traffic.ts";
import { mongoReports } from "./reports.ts";
import { mongoRoomRules } from "./room-rules.ts";

export const mongoModeration = (connection: Connection): ModerationStore => {
  const { bans, meta, users } = connection.collections;
  return {
    ...mongoReports(connection),
    ...mongoRoomRules(connection),
    ...mongoLimitTraffic(connection),
    ...mongoAnnouncements(connection),

    async createBan({ id, kind, expiresAt, ...ban }) {
      const until = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) };
      const { userId } = ban;
      const document = { _id: id, ...(kind === "mute" ? { kind } : {}), ...ban, ...until };
      return connection.transaction(async (scope) => {
        if (kind === "ban" && userId !== undefined) {
          const admin = { _id: userId, role: "admin", deleted: false } as const;
          if ((await users.findOne(admin, scope)) !== null) {
            await meetAdmins(connection, scope);
            if (!(await hasOtherAdmin(connection, scope, userId, ban.createdAt))) {
              return "last_admin";
            }
          }
        }
        await bans.insertOne(document, scope);
        return "created";
      });
    },

    async removeBan(id) {
      const removed = await connection.run((scope) => bans.findOneAndDelete({ _id: id }, scope));
      return removed === null ? undefined : toBanRecord(removed);
    },

    async bansOf(userId, limit) {
      const rows = await connection.run((scope) =>
        bans.find({ userId }, scope).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray(),
      );
      return rows.map(toBanRecord);
    },

    bans: (query) => listBans(connection, query),

    async activeBans(now) {
      const rows = await connection.run((scope) =>
        bans.find(inForce(now), scope).sort({ createdAt: -1, _id: -1 }).toArray(),
      );
      return rows.map(toBanRecord);
    },

    async removeExpiredBans(now) {
      await connection.run((scope) =>
        bans.deleteMany({ expiresAt: { $lte: new Date(now) } }, scope),
      );
    },

    async settings() {
      const found = await connection.run((scope) => meta.findOne({ _id: "settings" }, scope));
      return found?.value;
    },

    async updateSettings(change) {
      await connection.transaction(async (scope) => {
        const found = await meta.findOne({ _id: "settings" }, scope);
        const value = change(found?.value);
        await meta.replaceOne({ _id: "settings" }, { value }, { ...scope, upsert: true });
      });
    },
  };
};

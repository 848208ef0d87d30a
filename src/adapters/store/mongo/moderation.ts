import type { Filter } from "mongodb";
import type { BanRecord, ModerationStore } from "../../../ports/store/moderation.ts";
import { pageOf } from "../page.ts";
import { mongoAnnouncements } from "./announcements.ts";
import type { Connection } from "./connection.ts";
import type { BanDocument } from "./documents.ts";
import { mongoLimitTraffic } from "./limit-traffic.ts";
import { mongoReports } from "./reports.ts";
import { mongoRoomRules } from "./room-rules.ts";

const toBanRecord = (document: BanDocument): BanRecord => {
  const { _id, kind = "ban", userId, ip, reason, createdBy, createdAt, expiresAt } = document;
  return {
    id: _id,
    kind,
    ...(userId === undefined ? {} : { userId }),
    ...(ip === undefined ? {} : { ip }),
    ...(reason === undefined ? {} : { reason }),
    createdBy,
    createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.getTime() }),
  };
};

const inForce = (now: number): Filter<BanDocument> => ({
  $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: new Date(now) } }],
});

export const mongoModeration = (connection: Connection): ModerationStore => {
  const { bans, meta } = connection.collections;
  return {
    ...mongoReports(connection),
    ...mongoRoomRules(connection),
    ...mongoLimitTraffic(connection),
    ...mongoAnnouncements(connection),

    async createBan({ id, kind, expiresAt, ...ban }) {
      const until = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) };
      await connection.run((scope) =>
        bans.insertOne({ _id: id, ...(kind === "mute" ? { kind } : {}), ...ban, ...until }, scope),
      );
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

    async bans(kind, now, cursor, limit) {
      const [at, id = ""] = cursor?.split(" ") ?? [];
      const ofKind = kind === "mute" ? { kind } : { kind: { $exists: false } };
      const conditions: Filter<BanDocument>[] = [ofKind, inForce(now)];
      if (at !== undefined) {
        const createdAt = Number(at);
        conditions.push({
          $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }],
        });
      }
      const rows = await connection.run((scope) =>
        bans
          .find({ $and: conditions }, scope)
          .sort({ createdAt: -1, _id: -1 })
          .limit(limit + 1)
          .toArray(),
      );
      return pageOf(rows, limit, toBanRecord, (row) => `${row.createdAt} ${row._id}`);
    },

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

    async saveSettings(settings) {
      await connection.run((scope) =>
        meta.replaceOne({ _id: "settings" }, { value: settings }, { ...scope, upsert: true }),
      );
    },
  };
};

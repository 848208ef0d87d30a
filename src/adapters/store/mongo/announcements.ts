import type { Filter } from "mongodb";
import type { AnnouncementRecord, AnnouncementStore } from "../../../ports/store/announcements.ts";
import { pageOf } from "../page.ts";
import type { Connection } from "./connection.ts";
import type { AnnouncementDocument } from "./documents.ts";

const toRecord = ({ _id, ...rest }: AnnouncementDocument): AnnouncementRecord => ({
  id: _id,
  ...rest,
});

const inState = (
  state: Parameters<AnnouncementStore["announcements"]>[0],
  now: number,
): Filter<AnnouncementDocument> => {
  if (state === "scheduled") return { startsAt: { $gt: now } };
  if (state === "live") return { startsAt: { $lte: now }, endsAt: { $gt: now } };
  return state === "ended" ? { endsAt: { $lte: now } } : {};
};

const TO_MANY = { "audience.to": { $ne: "user" } } as const;

export const mongoAnnouncements = (connection: Connection): AnnouncementStore => {
  const { announcements } = connection.collections;
  return {
    async saveAnnouncement({ id, ...rest }) {
      await connection.run((scope) =>
        announcements.replaceOne({ _id: id }, rest, { ...scope, upsert: true }),
      );
    },

    async announcement(id) {
      const found = await connection.run((scope) => announcements.findOne({ _id: id }, scope));
      return found === null ? undefined : toRecord(found);
    },

    async announcements(state, now, cursor, limit) {
      const [at, id = ""] = cursor?.split(" ") ?? [];
      const conditions: Filter<AnnouncementDocument>[] = [TO_MANY, inState(state, now)];
      if (at !== undefined) {
        const createdAt = Number(at);
        conditions.push({
          $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }],
        });
      }
      const rows = await connection.run((scope) =>
        announcements
          .find({ $and: conditions }, scope)
          .sort({ createdAt: -1, _id: -1 })
          .limit(limit + 1)
          .toArray(),
      );
      return pageOf(rows, limit, toRecord, (row) => `${row.createdAt} ${row._id}`);
    },

    async currentAnnouncements(now) {
      const found = await connection.run((scope) =>
        announcements
          .find({ ...TO_MANY, endsAt: { $gt: now } }, scope)
          .sort({ createdAt: 1, _id: 1 })
          .toArray(),
      );
      return found.map(toRecord);
    },

    async announcementsTo(userId, now, limit) {
      const found = await connection.run((scope) =>
        announcements
          .find(
            { "audience.user_id": userId, startsAt: { $lte: now }, endsAt: { $gt: now } },
            scope,
          )
          .sort({ createdAt: 1, _id: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(toRecord);
    },

    async addReached(id, version, connections) {
      await connection.run((scope) =>
        announcements.updateOne({ _id: id, version }, { $inc: { reached: connections } }, scope),
      );
    },

    async removeAnnouncements(before) {
      await connection.run((scope) => announcements.deleteMany({ endsAt: { $lt: before } }, scope));
    },
  };
};

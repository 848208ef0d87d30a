import { nameKey } from "../../../protocol/names.ts";
import { pageOf } from "../page.ts";
import type { UserStore } from "../parts.ts";
import { foldName } from "../prefixes.ts";
import type { Connection, InSession } from "./connection.ts";
import type { UserDocument } from "./documents.ts";
import { Gathering } from "./gathering.ts";
import { isDuplicateKey } from "./mongo-error.ts";
import { endSessions } from "./sessions.ts";
import { namesOf, toUserDocument, toUserRecord } from "./user-document.ts";
import { listUsers, named } from "./user-list.ts";

export const mongoUsers = (connection: Connection): UserStore => {
  const { users, sessions, reset_codes, totp, blocks } = connection.collections;
  const byId = new Gathering<UserDocument>(async (ids) => {
    const found = await connection.run((scope) =>
      users.find({ _id: { $in: [...ids] } }, scope).toArray(),
    );
    return new Map(found.map((user) => [user._id, user]));
  });
  const recordOf = (document: UserDocument | null) =>
    document === null ? undefined : toUserRecord(document);

  return {
    async createUser(user) {
      try {
        await connection.run((scope) => users.insertOne(toUserDocument(user), scope));
        return "created";
      } catch (error) {
        if (isDuplicateKey(error)) return "taken";
        throw error;
      }
    },

    async user(id) {
      return recordOf((await byId.one(id)) ?? null);
    },

    async users(ids) {
      const found = await connection.run((scope) =>
        users.find({ _id: { $in: [...ids] } }, scope).toArray(),
      );
      return found.map(toUserRecord);
    },

    async userByUsername(username) {
      return recordOf(await connection.run((scope) => users.findOne({ username }, scope)));
    },

    async updateUser(id, { displayName, ...patch }) {
      const living = { _id: id, deleted: false } as const;
      const update = (change: Partial<UserDocument>, scope: InSession) =>
        users.findOneAndUpdate(living, { $set: change }, { ...scope, returnDocument: "after" });
      if (displayName === undefined) {
        if (Object.keys(patch).length === 0) {
          return recordOf(await connection.run((scope) => users.findOne(living, scope)));
        }
        return recordOf(await connection.run((scope) => update(patch, scope)));
      }
      return connection.transaction(async (scope) => {
        const user = await users.findOne(living, scope);
        if (user === null) return undefined;
        const names = namesOf(displayName, user.username);
        const foldedName = nameKey(displayName);
        return recordOf(await update({ ...patch, displayName, foldedName, names }, scope));
      });
    },

    changePassword: (id, from, to, except) =>
      connection.transaction(async (scope) => {
        const user = { _id: id, passwordHash: from };
        const { matchedCount } = await users.updateOne(user, { $set: { passwordHash: to } }, scope);
        return matchedCount === 1 ? await endSessions(connection, scope, id, except) : undefined;
      }),

    async upgradeGuest(id, { username, passwordHash }) {
      try {
        return await connection.transaction(async (scope) => {
          const living = { _id: id, kind: "guest", deleted: false } as const;
          const guest = await users.findOne(living, scope);
          if (guest === null) return undefined;
          const names = namesOf(guest.displayName, username);
          const upgraded = await users.findOneAndUpdate(
            living,
            { $set: { kind: "member", username, passwordHash, names }, $unset: { number: 1 } },
            { ...scope, returnDocument: "after" },
          );
          return recordOf(upgraded);
        });
      } catch (error) {
        if (isDuplicateKey(error)) return "taken";
        throw error;
      }
    },

    async deleteUser(id, displayName) {
      await connection.transaction(async (scope) => {
        await users.updateOne(
          { _id: id },
          {
            $set: { deleted: true, displayName, leaving: true },
            $unset: { username: 1, number: 1, passwordHash: 1, names: 1, foldedName: 1 },
          },
          scope,
        );
        await sessions.deleteMany({ user: id }, scope);
        await reset_codes.deleteOne({ _id: id }, scope);
        await totp.deleteOne({ _id: id }, scope);
        await blocks.deleteMany({ $or: [{ "_id.user": id }, { "_id.blocked": id }] }, scope);
      });
    },

    async leavingUsers(limit) {
      const found = await connection.run((scope) =>
        users.find({ leaving: true }, scope).limit(limit).toArray(),
      );
      return found.map(toUserRecord);
    },

    async leftRooms(id) {
      await connection.run((scope) =>
        users.updateOne({ _id: id }, { $unset: { leaving: 1 } }, scope),
      );
    },

    async findUsers(prefix, cursor, limit) {
      const folded = foldName(prefix);
      if (folded === "") return { items: [] };
      const after = cursor === undefined ? {} : { _id: { $gt: cursor } };
      const rows = await connection.run((scope) =>
        users
          .find({ ...named(folded), kind: "member", ...after }, scope)
          .sort({ _id: 1 })
          .limit(limit + 1)
          .toArray(),
      );
      return pageOf(rows, limit, toUserRecord, (row) => row._id);
    },

    listUsers: (query) => listUsers(connection, query),

    async idleGuests(before, limit) {
      const found = await connection.run((scope) =>
        users
          .find({ kind: "guest", deleted: false, lastSeenAt: { $lt: before } }, scope)
          .sort({ lastSeenAt: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(toUserRecord);
    },

    async guestByNumber(number) {
      return recordOf(await connection.run((scope) => users.findOne({ number }, scope)));
    },

    async guestNumbers() {
      const found = await connection.run((scope) =>
        users
          .find({ number: { $exists: true } }, { ...scope, projection: { _id: 0, number: 1 } })
          .toArray(),
      );
      return found.map(({ number }) => number).filter((number) => number !== undefined);
    },

    async countUsers() {
      return connection.run((scope) => users.countDocuments({ deleted: false }, scope));
    },
  };
};

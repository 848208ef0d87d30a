import type { AdminStore } from "../../../ports/store/admins.ts";
import type { Connection, InSession } from "./connection.ts";
import { hasOtherAdmin, meetAdmins } from "./last-admin.ts";
import { isDuplicateKey } from "./mongo-error.ts";
import { toUserDocument, toUserRecord } from "./user-document.ts";

export const mongoAdmins = (connection: Connection): AdminStore => {
  const { users, totp } = connection.collections;

  const anyAdmin = async (scope: InSession): Promise<boolean> =>
    (await users.findOne({ role: "admin", deleted: false }, scope)) !== null;

  return {
    anyAdmin: () => connection.run(anyAdmin),

    async createFirstAdmin(admin) {
      try {
        return await connection.transaction(async (scope) => {
          await meetAdmins(connection, scope);
          if (await anyAdmin(scope)) return "exists";
          await users.insertOne(toUserDocument(admin), scope);
          return "created";
        });
      } catch (error) {
        if (isDuplicateKey(error)) return "taken";
        throw error;
      }
    },

    async setStanding(id, { role, disabled }, now) {
      const living = { _id: id, deleted: false } as const;
      const change = {
        ...(role === undefined ? {} : { role }),
        ...(disabled === undefined ? {} : { disabled }),
      };
      return connection.transaction(async (scope) => {
        const before = await users.findOne(living, scope);
        if (before === null) return undefined;
        const after = { ...before, ...change };
        if (before.role === "admin" && (after.role !== "admin" || after.disabled)) {
          await meetAdmins(connection, scope);
          if (!(await hasOtherAdmin(connection, scope, id, now))) return "last_admin";
        }
        if (Object.keys(change).length > 0) await users.updateOne(living, { $set: change }, scope);
        return toUserRecord(after);
      });
    },

    async totp(userId) {
      const found = await connection.run((scope) => totp.findOne({ _id: userId }, scope));
      if (found === null) return undefined;
      const { _id: _, ...record } = found;
      return record;
    },

    async enrolTotp(userId, secret) {
      const fresh = { secret, confirmed: false, lastStep: 0 };
      try {
        // Where one is confirmed the upsert makes another of that id, and can't.
        await connection.run((scope) =>
          totp.replaceOne({ _id: userId, confirmed: false }, fresh, { ...scope, upsert: true }),
        );
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    async takeTotpStep(userId, secret, step) {
      const { matchedCount } = await connection.run((scope) =>
        totp.updateOne(
          { _id: userId, secret, lastStep: { $lt: step } },
          { $set: { confirmed: true, lastStep: step } },
          scope,
        ),
      );
      return matchedCount === 1;
    },

    async removeTotp(userId) {
      await connection.run((scope) => totp.deleteOne({ _id: userId }, scope));
    },
  };
};

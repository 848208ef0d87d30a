import type { ContactStore, ResetCodeStore } from "../parts.ts";
import type { Connection } from "./connection.ts";
import { endSessions } from "./sessions.ts";

export const mongoResetCodes = (connection: Connection): ResetCodeStore => {
  const { reset_codes, users } = connection.collections;
  return {
    async setResetCode(userId, codeHash, expiresAt) {
      await connection.run((scope) =>
        reset_codes.replaceOne(
          { _id: userId },
          { codeHash, expiresAt: new Date(expiresAt) },
          { ...scope, upsert: true },
        ),
      );
    },

    async resetPassword(userId, codeHash, now, passwordHash) {
      const live = { _id: userId, codeHash, expiresAt: { $gt: new Date(now) } };
      return await connection.transaction(async (scope) => {
        const { deletedCount } = await reset_codes.deleteOne(live, scope);
        if (deletedCount === 0) return undefined;
        const owner = { _id: userId, deleted: false };
        const { matchedCount } = await users.updateOne(owner, { $set: { passwordHash } }, scope);
        return matchedCount === 1 ? await endSessions(connection, scope, userId) : undefined;
      });
    },
  };
};

export const mongoContacts = (connection: Connection): ContactStore => {
  const { blocks } = connection.collections;
  return {
    async block(user, blocked) {
      const _id = { user, blocked };
      await connection.run((scope) =>
        blocks.updateOne({ _id }, { $setOnInsert: { _id } }, { ...scope, upsert: true }),
      );
    },

    async unblock(user, blocked) {
      await connection.run((scope) => blocks.deleteOne({ _id: { user, blocked } }, scope));
    },

    async blocked(userId) {
      const found = await connection.run((scope) =>
        blocks.find({ "_id.user": userId }, scope).toArray(),
      );
      return found.map(({ _id }) => _id.blocked);
    },

    async blocks(userId, otherId) {
      const found = await connection.run((scope) =>
        blocks.findOne({ _id: { user: userId, blocked: otherId } }, scope),
      );
      return found !== null;
    },
  };
};

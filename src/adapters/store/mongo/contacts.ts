import type { ContactStore, ResetCodeStore } from "../parts.ts";
import type { Connection } from "./connection.ts";

export const mongoResetCodes = (connection: Connection): ResetCodeStore => {
  const { reset_codes } = connection.collections;
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

    async takeResetCode(userId, codeHash, now) {
      const live = { _id: userId, codeHash, expiresAt: { $gt: new Date(now) } };
      const { deletedCount } = await connection.run((scope) => reset_codes.deleteOne(live, scope));
      return deletedCount === 1;
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

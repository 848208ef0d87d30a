import type { SessionRecord } from "../../../ports/store/accounts.ts";
import { rangeKeys } from "../../../protocol/ip-address.ts";
import type { SessionStore } from "../parts.ts";
import type { Connection, InSession } from "./connection.ts";
import { Gathering } from "./gathering.ts";
import { toSessionDocument, toSessionRecord } from "./user-document.ts";

/** Within a transaction: all of a user's but `except`. */
export const endSessions = async (
  { collections: { sessions } }: Connection,
  scope: InSession,
  userId: string,
  except?: string,
): Promise<string[]> => {
  const found = await sessions
    .find({ user: userId }, { ...scope, projection: { _id: 1 } })
    .toArray();
  const ids = found.map(({ _id }) => _id).filter((id) => id !== except);
  await sessions.deleteMany({ _id: { $in: ids } }, scope);
  return ids;
};

export const mongoSessions = (connection: Connection): SessionStore => {
  const { sessions, reset_codes } = connection.collections;
  const sessionsById: SessionStore["sessionsById"] = async (ids) => {
    const found = await connection.run((scope) =>
      sessions.find({ _id: { $in: [...ids] } }, scope).toArray(),
    );
    return found.map(toSessionRecord);
  };
  const byId = new Gathering<SessionRecord>(
    async (ids) => new Map((await sessionsById(ids)).map((session) => [session.id, session])),
  );
  return {
    async createSession(session) {
      await connection.run((scope) => sessions.insertOne(toSessionDocument(session), scope));
    },

    session: (id) => byId.one(id),

    sessionsById,

    async sessionsFrom(range, since, limit) {
      const [first, last] = rangeKeys(range);
      const found = await connection.run((scope) =>
        sessions
          .find({ address: { $gte: first, $lte: last }, lastUsedAt: { $gte: since } }, scope)
          .sort({ lastUsedAt: -1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(toSessionRecord);
    },

    async rotateSession(id, from, at, expiresAt) {
      const { modifiedCount } = await connection.run((scope) =>
        sessions.updateOne(
          { _id: id, generation: from },
          {
            $inc: { generation: 1 },
            $set: { rotatedAt: at, lastUsedAt: at, expiresAt: new Date(expiresAt) },
          },
          scope,
        ),
      );
      return modifiedCount === 1;
    },

    async sessions(userId) {
      const found = await connection.run((scope) =>
        sessions.find({ user: userId }, scope).sort({ createdAt: -1, _id: 1 }).toArray(),
      );
      return found.map(toSessionRecord);
    },

    async endSession(id) {
      const { deletedCount } = await connection.run((scope) =>
        sessions.deleteOne({ _id: id }, scope),
      );
      return deletedCount === 1;
    },

    endSessions: (userId, except) =>
      connection.transaction((scope) => endSessions(connection, scope, userId, except)),

    async removeExpiredSessions(now) {
      const over = { expiresAt: { $lte: new Date(now) } };
      await connection.run((scope) => sessions.deleteMany(over, scope));
      await connection.run((scope) => reset_codes.deleteMany(over, scope));
    },
  };
};

import { Binary } from "mongodb";
import type { StatsStore } from "../../../ports/store/stats.ts";
import { bytesOf, measuresOf } from "../measures.ts";
import type { Connection } from "./connection.ts";
import { isDuplicateKey } from "./mongo-error.ts";

export const mongoStats = (connection: Connection): StatsStore => {
  const { stats_points: points, stats_events: events } = connection.collections;
  return {
    async savePoint({ serverId, at, weight, values }) {
      const _id = { server: serverId, at };
      const update = { when: new Date(at), weight, measures: new Binary(bytesOf(values)) };
      try {
        await connection.run((scope) =>
          points.updateOne(
            { _id, weight: { $lt: weight } },
            { $set: update },
            { ...scope, upsert: true },
          ),
        );
      } catch (error) {
        // There is one that is of no less weight.
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async points(serverId, from, to, limit) {
      const range = { $gte: { server: serverId, at: from }, $lt: { server: serverId, at: to } };
      const rows = await connection.run((scope) =>
        points.find({ _id: range }, scope).sort({ _id: 1 }).limit(limit).toArray(),
      );
      return rows.map(({ _id, weight, measures }) => ({
        serverId,
        at: _id.at,
        weight,
        values: measuresOf(measures.value()),
      }));
    },

    async saveEvent({ id, at, ...event }) {
      await connection.run((scope) =>
        events.updateOne(
          { _id: id },
          { $setOnInsert: { at, when: new Date(at), ...event } },
          { ...scope, upsert: true },
        ),
      );
    },

    async events(from, to, limit) {
      const rows = await connection.run((scope) =>
        events
          .find({ at: { $gte: from, $lt: to } }, scope)
          .sort({ at: 1, _id: 1 })
          .limit(limit)
          .toArray(),
      );
      return rows.map(({ _id, when: _when, ...event }) => ({ id: _id, ...event }));
    },

    async removeBefore(at) {
      const before = { when: { $lt: new Date(at) } };
      await connection.run((scope) => points.deleteMany(before, scope));
      await connection.run((scope) => events.deleteMany(before, scope));
    },
  };
};

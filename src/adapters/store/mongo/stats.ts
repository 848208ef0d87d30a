import { Binary } from "mongodb";
import type { StatsRecord, StatsStore } from "../../../ports/store/stats.ts";
import { bytesOf, measuresOf } from "../measures.ts";
import type { Connection } from "./connection.ts";
import type { StatsPointDocument } from "./documents.ts";
import { isDuplicateKey } from "./mongo-error.ts";

const toRecord = ({ _id, weight, measures }: StatsPointDocument): StatsRecord => ({
  serverId: _id.server,
  at: _id.at,
  weight,
  values: measuresOf(measures.value()),
});

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
      return rows.map(toRecord);
    },

    async lastPoints(from, to, limit) {
      const records: StatsRecord[] = [];
      // From one server to the next by the index: their points are thousands each.
      let after = { server: "", at: -1 };
      while (records.length < limit) {
        const next = await connection.run((scope) =>
          points.findOne({ _id: { $gt: after } }, { ...scope, sort: { _id: 1 } }),
        );
        if (next === null) break;
        const { server } = next._id;
        const span = { $gte: { server, at: from }, $lt: { server, at: to } };
        const last = await connection.run((scope) =>
          points.findOne({ _id: span }, { ...scope, sort: { _id: -1 } }),
        );
        if (last !== null) records.push(toRecord(last));
        after = { server, at: Number.MAX_SAFE_INTEGER };
      }
      return records;
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

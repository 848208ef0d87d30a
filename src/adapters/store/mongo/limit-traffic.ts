import type { LimitTrafficStore } from "../../../ports/store/limit-traffic.ts";
import type { Connection } from "./connection.ts";

export const mongoLimitTraffic = (connection: Connection): LimitTrafficStore => {
  const { limit_traffic } = connection.collections;
  return {
    async saveTraffic({ at, serverId, limits }) {
      await connection.run((scope) =>
        limit_traffic.replaceOne(
          { _id: { at, server: serverId } },
          { limits },
          { ...scope, upsert: true },
        ),
      );
    },

    async traffic(from, to) {
      const found = await connection.run((scope) =>
        limit_traffic
          .find({ "_id.at": { $gte: from, $lt: to } }, scope)
          .sort({ "_id.at": 1, "_id.server": 1 })
          .toArray(),
      );
      return found.map(({ _id, limits }) => ({ at: _id.at, serverId: _id.server, limits }));
    },

    async removeTraffic(before) {
      await connection.run((scope) =>
        limit_traffic.deleteMany({ "_id.at": { $lt: before } }, scope),
      );
    },
  };
};

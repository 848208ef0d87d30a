import type { LimitTrafficStore, TrafficRecord } from "../../../ports/store/limit-traffic.ts";
import type { Connection } from "./connection.ts";

interface TrafficRow {
  readonly at: number;
  readonly server_id: string;
  readonly limits: string;
}

export const sqliteLimitTraffic = (connection: Connection): LimitTrafficStore => ({
  async saveTraffic({ at, serverId, limits }) {
    connection
      .prepare("INSERT OR REPLACE INTO limit_traffic (at, server_id, limits) VALUES (?, ?, ?)")
      .run(at, serverId, JSON.stringify(limits));
  },

  async traffic(from, to) {
    return connection
      .prepare<TrafficRow>(
        "SELECT * FROM limit_traffic WHERE at >= ? AND at < ? ORDER BY at, server_id",
      )
      .all(from, to)
      .map(({ at, server_id, limits }) => ({
        at,
        serverId: server_id,
        limits: JSON.parse(limits) as TrafficRecord["limits"],
      }));
  },

  async removeTraffic(before) {
    connection.prepare("DELETE FROM limit_traffic WHERE at < ?").run(before);
  },
});

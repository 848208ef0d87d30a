import type { StatsRecord, StatsStore } from "../../../ports/store/stats.ts";
import type { StatsEvent, StatsEventType } from "../../../protocol/stats.ts";
import { bytesOf, measuresOf } from "../measures.ts";
import type { Connection } from "./connection.ts";
import { inSteps } from "./in-steps.ts";

interface PointRow {
  readonly server_id: string;
  readonly at: number;
  readonly weight: number;
  readonly measures: Uint8Array;
}

const toRecord = ({ server_id, at, weight, measures }: PointRow): StatsRecord => ({
  serverId: server_id,
  at,
  weight,
  values: measuresOf(measures),
});

interface EventRow {
  readonly id: string;
  readonly at: number;
  readonly type: StatsEventType;
  readonly server_id: string | null;
  readonly until: number | null;
  readonly detail: string | null;
}

const toEvent = (row: EventRow): StatsEvent => ({
  id: row.id,
  at: row.at,
  type: row.type,
  ...(row.server_id === null ? {} : { server_id: row.server_id }),
  ...(row.until === null ? {} : { until: row.until }),
  ...(row.detail === null ? {} : { detail: row.detail }),
});

/** From one server to the next by the primary key, whose points are thousands each. */
const LAST_POINTS = `
WITH RECURSIVE servers (id) AS (
  SELECT min(server_id) FROM stats_points
  UNION ALL
  SELECT (SELECT min(server_id) FROM stats_points WHERE server_id > id) FROM servers WHERE id IS NOT NULL
)
SELECT points.* FROM servers CROSS JOIN stats_points AS points
  ON points.server_id = servers.id AND points.at =
    (SELECT max(at) FROM stats_points WHERE server_id = servers.id AND at >= ? AND at < ?)
  ORDER BY points.server_id LIMIT ?`;

/**
 * Without waiting for the disk, every ten seconds, while nothing else of this thread can go on: what a power cut
 * takes of statistics harms nothing. Whatever is committed after it takes it along.
 */
const lightly = (connection: Connection, write: () => void): void => {
  connection.execute("PRAGMA synchronous = NORMAL");
  try {
    write();
  } finally {
    connection.execute("PRAGMA synchronous = FULL");
  }
};

export const sqliteStats = (connection: Connection): StatsStore => ({
  async savePoint({ serverId, at, weight, values }) {
    const statement = connection.prepare(
      `INSERT INTO stats_points (server_id, at, weight, measures) VALUES (?, ?, ?, ?)
        ON CONFLICT (server_id, at) DO UPDATE
        SET weight = excluded.weight, measures = excluded.measures
        WHERE excluded.weight > weight`,
    );
    lightly(connection, () => statement.run(serverId, at, weight, bytesOf(values)));
  },

  async points(serverId, from, to, limit) {
    return connection
      .prepare<PointRow>(
        "SELECT * FROM stats_points WHERE server_id = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?",
      )
      .all(serverId, from, to, limit)
      .map(toRecord);
  },

  async lastPoints(from, to, limit) {
    return connection.prepare<PointRow>(LAST_POINTS).all(from, to, limit).map(toRecord);
  },

  async saveEvent({ id, at, type, server_id, until, detail }) {
    connection
      .prepare(
        `INSERT INTO stats_events (id, at, type, server_id, until, detail)
          VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
      )
      .run(id, at, type, server_id ?? null, until ?? null, detail ?? null);
  },

  async events(from, to, limit) {
    return connection
      .prepare<EventRow>(
        "SELECT * FROM stats_events WHERE at >= ? AND at < ? ORDER BY at, id LIMIT ?",
      )
      .all(from, to, limit)
      .map(toEvent);
  },

  async removeBefore(at) {
    await inSteps((limit) =>
      connection
        .prepare(
          `DELETE FROM stats_points WHERE (server_id, at) IN
            (SELECT server_id, at FROM stats_points WHERE at < ? ORDER BY at LIMIT ?)`,
        )
        .run(at, limit),
    );
    await inSteps((limit) =>
      connection
        .prepare(
          `DELETE FROM stats_events WHERE id IN
            (SELECT id FROM stats_events WHERE at < ? ORDER BY at LIMIT ?)`,
        )
        .run(at, limit),
    );
  },
});

import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

const SCHEMA = `
CREATE TABLE stats_points (
  server_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  measures BLOB NOT NULL,
  PRIMARY KEY (server_id, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX stats_points_by_time ON stats_points (at);
CREATE TABLE stats_events (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  server_id TEXT,
  until INTEGER,
  detail TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX stats_events_by_time ON stats_events (at, id);
`;

export const statistics: Migration = {
  version: 6,
  name: "statistics",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
  },
};

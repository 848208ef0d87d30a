import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

const SCHEMA = `
CREATE TABLE limit_traffic (
  at INTEGER NOT NULL,
  server_id TEXT NOT NULL,
  limits TEXT NOT NULL,
  PRIMARY KEY (at, server_id)
) STRICT, WITHOUT ROWID;
`;

export const limitTraffic: Migration = {
  version: 11,
  name: "traffic that meets limits",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
  },
};

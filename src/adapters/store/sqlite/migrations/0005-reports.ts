import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/** By ids, as they outlive the rooms and users that they are about. */
const SCHEMA = `
CREATE TABLE reports (
  id TEXT PRIMARY KEY,
  room_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  reporter_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'resolved', 'dismissed')),
  note TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (reporter_id, room_id, seq)
) STRICT;
CREATE INDEX reports_by_creation ON reports (created_at, id);
CREATE INDEX reports_by_status ON reports (status, created_at, id);
`;

export const reports: Migration = {
  version: 5,
  name: "reports",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
  },
};

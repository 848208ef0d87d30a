import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

const SCHEMA = `
CREATE TABLE room_rules (
  room_id TEXT PRIMARY KEY,
  rules TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE announcements (
  id TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  level TEXT NOT NULL,
  audience TEXT NOT NULL,
  -- Of those for one user.
  user_id TEXT,
  version INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  reached INTEGER NOT NULL
) STRICT;
CREATE INDEX announcements_by_creation ON announcements (created_at, id);
CREATE INDEX announcements_by_end ON announcements (ends_at);
CREATE INDEX announcements_by_user ON announcements (user_id, ends_at) WHERE user_id IS NOT NULL;
`;

export const roomRules: Migration = {
  version: 10,
  name: "room rules and announcements",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
  },
};

import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/** `entries.attachments`, which was never written before, holds them as JSON, as they were when they were sent. */
const SCHEMA = `
CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  owner INTEGER NOT NULL REFERENCES users (key),
  created_at INTEGER NOT NULL,
  -- 0 being uploaded, 1 not sent yet, 2 carried by messages, 3 carried by none any more
  state INTEGER NOT NULL,
  size INTEGER NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  width INTEGER,
  height INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_by_owner ON attachments (owner, state, size);
CREATE INDEX attachments_unused ON attachments (state, created_at) WHERE state <> 2;

-- The messages that carry a file.
CREATE TABLE attachment_uses (
  attachment TEXT NOT NULL,
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (attachment, room, seq)
) STRICT, WITHOUT ROWID;
`;

export const attachments: Migration = {
  version: 4,
  name: "attachments",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
  },
};

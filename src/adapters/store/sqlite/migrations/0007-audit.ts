import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/** Rows stay as they are; what tries to change them, be it this program, is told so. */
const SCHEMA = `
CREATE TABLE audit (
  -- 1, 2, 3 …
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  ip TEXT NOT NULL,
  result TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_actor ON audit (actor);
CREATE INDEX audit_by_action ON audit (action);

-- Each of the ids that a row's target names.
CREATE TABLE audit_targets (
  target TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (target, seq)
) STRICT, WITHOUT ROWID;

-- What is being done. Each is gone once it has its row.
CREATE TABLE audit_begun (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  ip TEXT NOT NULL
) STRICT;
CREATE INDEX audit_begun_by_time ON audit_begun (at);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
  BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
`;

export const audit: Migration = {
  version: 7,
  name: "audit",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
  },
};

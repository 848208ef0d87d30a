import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

const SCHEMA = `
CREATE TABLE totp (
  user INTEGER PRIMARY KEY REFERENCES users (key),
  secret TEXT NOT NULL,
  confirmed INTEGER NOT NULL,
  last_step INTEGER NOT NULL
) STRICT;
`;

export const secondFactors: Migration = {
  version: 12,
  name: "second factors",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
  },
};

import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/** Deleted users that have rooms to leave; those whose leaving was cut off by earlier versions are among them. */
const SCHEMA = `
CREATE TABLE leaving_users (
  user INTEGER PRIMARY KEY REFERENCES users (key)
) STRICT;
INSERT INTO leaving_users (user)
  SELECT DISTINCT m.user FROM members m JOIN users u ON u.key = m.user WHERE u.deleted = 1;
`;

export const leavingUsers: Migration = {
  version: 14,
  name: "users that have rooms to leave",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
  },
};

import { nameKey } from "../../../../protocol/names.ts";
import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/** What lists of users and bans are sorted by, beside their age. */
const SCHEMA = `
ALTER TABLE users ADD COLUMN folded_name TEXT NOT NULL DEFAULT '';
CREATE INDEX users_by_last_seen ON users (last_seen_at, id) WHERE deleted = 0;
CREATE INDEX bans_by_end ON bans (coalesce(expires_at, 9007199254740991), id);
`;

export const listOrders: Migration = {
  version: 13,
  name: "list orders",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
    const fold = connection.prepare("UPDATE users SET folded_name = ? WHERE key = ?");
    const users = connection
      .prepare<{ key: number; display_name: string }>(
        "SELECT key, display_name FROM users WHERE deleted = 0",
      )
      .all();
    for (const { key, display_name } of users) fold.run(nameKey(display_name), key);
    connection.execute(
      "CREATE INDEX users_by_folded_name ON users (folded_name, id) WHERE deleted = 0",
    );
  },
};

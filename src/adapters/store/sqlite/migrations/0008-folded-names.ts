import { nameKey } from "../../../../protocol/names.ts";
import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/** What rooms of every kind are found and sorted by; SQLite's own lower() knows ASCII only. */
const SCHEMA = `
ALTER TABLE rooms ADD COLUMN folded_name TEXT NOT NULL DEFAULT '';
CREATE INDEX rooms_by_folded_name ON rooms (folded_name);
`;

export const foldedNames: Migration = {
  version: 8,
  name: "folded names",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
    const fold = connection.prepare("UPDATE rooms SET folded_name = ? WHERE key = ?");
    const rooms = connection
      .prepare<{ key: number; name: string }>("SELECT key, name FROM rooms")
      .all();
    for (const { key, name } of rooms) fold.run(nameKey(name), key);
  },
};

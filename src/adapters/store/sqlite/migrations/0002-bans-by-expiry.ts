import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/** Bans that are over are removed now and then, and found without reading the others. */
export const bansByExpiry: Migration = {
  version: 2,
  name: "bans by expiry",
  up(connection: Connection): void {
    connection.execute(
      "CREATE INDEX bans_by_expiry ON bans (expires_at) WHERE expires_at IS NOT NULL",
    );
  },
};

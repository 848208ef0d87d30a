import { addressKey } from "../../../../protocol/ip-address.ts";
import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

const SCHEMA = `
-- What the address of a session sorts by: ranges are found by it.
ALTER TABLE sessions ADD COLUMN address TEXT;
CREATE INDEX sessions_by_address ON sessions (address, last_used_at);

ALTER TABLE bans ADD COLUMN kind TEXT NOT NULL DEFAULT 'ban' CHECK (kind IN ('ban', 'mute'));
CREATE INDEX bans_by_user ON bans (user_id, created_at) WHERE user_id IS NOT NULL;

-- Who wrote what is reported, and how it was closed.
ALTER TABLE reports ADD COLUMN author_id TEXT;
ALTER TABLE reports ADD COLUMN closed_by TEXT;
ALTER TABLE reports ADD COLUMN closed_at INTEGER;
ALTER TABLE reports ADD COLUMN action TEXT;
ALTER TABLE reports ADD COLUMN ban_id TEXT;
CREATE INDEX reports_by_message ON reports (room_id, seq);
CREATE INDEX reports_by_author ON reports (author_id, created_at) WHERE author_id IS NOT NULL;
`;

export const moderation: Migration = {
  version: 9,
  name: "moderation",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
    const sessions = connection
      .prepare<{ id: string; ip: string }>("SELECT id, ip FROM sessions")
      .all();
    const update = connection.prepare("UPDATE sessions SET address = ? WHERE id = ?");
    for (const { id, ip } of sessions) update.run(addressKey(ip) ?? null, id);
  },
};

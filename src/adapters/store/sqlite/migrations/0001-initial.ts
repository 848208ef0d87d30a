import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/**
 * Users and rooms have an integer key beside their id: entries, their indexes and memberships carry it,
 * which halves them. Keys are never used twice, so that what is left of a removed room meets no other.
 *
 * Each commit writes every page that it touched, so what is written for each message is kept narrow
 * (`tips`, `members`) and what is looked up by a random key is kept few.
 */
const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('member', 'guest')),
  username TEXT,
  display_name TEXT NOT NULL,
  number INTEGER,
  role TEXT NOT NULL CHECK (role IN ('user', 'moderator', 'admin')),
  password_hash TEXT,
  disabled INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_by_username ON users (username) WHERE username IS NOT NULL;
CREATE UNIQUE INDEX users_by_number ON users (number) WHERE number IS NOT NULL;
CREATE INDEX users_by_creation ON users (created_at, id) WHERE deleted = 0;
CREATE INDEX guests_by_last_seen ON users (last_seen_at) WHERE kind = 'guest' AND deleted = 0;
CREATE INDEX admins ON users (key) WHERE role = 'admin' AND deleted = 0;

-- For each living user, the folded words of username and display name, from each word to the end.
CREATE TABLE user_names (
  name TEXT NOT NULL,
  user INTEGER NOT NULL REFERENCES users (key),
  PRIMARY KEY (name, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_names_by_user ON user_names (user);

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  user INTEGER NOT NULL REFERENCES users (key),
  audience TEXT NOT NULL,
  generation INTEGER NOT NULL,
  rotated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ip TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE reset_codes (
  user INTEGER PRIMARY KEY REFERENCES users (key),
  code_hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE blocks (
  user INTEGER NOT NULL REFERENCES users (key),
  blocked INTEGER NOT NULL REFERENCES users (key),
  PRIMARY KEY (user, blocked)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_by_blocked ON blocks (blocked);

CREATE TABLE rooms (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('public', 'private', 'direct', 'ephemeral')),
  name TEXT NOT NULL,
  -- Public and ephemeral rooms only.
  name_key TEXT,
  topic TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  members INTEGER NOT NULL,
  -- Direct rooms only: user ids, ascending.
  pair_low TEXT,
  pair_high TEXT
) STRICT;
CREATE UNIQUE INDEX rooms_by_name ON rooms (name_key) WHERE name_key IS NOT NULL;
CREATE UNIQUE INDEX rooms_by_pair ON rooms (pair_low, pair_high) WHERE pair_low IS NOT NULL;
CREATE INDEX ephemeral_rooms ON rooms (key) WHERE kind = 'ephemeral';

-- The ends of each room's log.
CREATE TABLE tips (
  room INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  active_at INTEGER NOT NULL,
  -- seq of the newest message that is not deleted; 0 when there is none.
  shown INTEGER NOT NULL,
  -- Lowest seq kept, the messages that were below it, and the time of the entry there.
  floor INTEGER NOT NULL,
  floor_n INTEGER NOT NULL,
  floor_at INTEGER
) STRICT;
CREATE INDEX tips_by_floor_at ON tips (floor_at) WHERE floor_at IS NOT NULL;

-- id ascends over all rooms in the order of commits and is never used twice: the search index follows it.
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  event INTEGER NOT NULL,
  uuid TEXT NOT NULL,
  cid TEXT NOT NULL,
  sender INTEGER NOT NULL,
  at INTEGER NOT NULL,
  server TEXT NOT NULL,
  erased INTEGER NOT NULL DEFAULT 0,
  -- edit, delete, reaction
  target INTEGER,
  -- message: seq, and ids joined by spaces
  reply_to INTEGER,
  mentions TEXT,
  attachments TEXT,
  -- reaction
  emoji TEXT,
  "on" INTEGER,
  -- member, room: the rest as JSON
  detail TEXT,
  -- message, edit; last, as a long one is stored apart
  content TEXT
) STRICT;
CREATE UNIQUE INDEX entries_by_seq ON entries (room, seq);
-- The cid leads: cids that ascend in time (UUIDv7) then go to one page, whatever their rooms.
CREATE UNIQUE INDEX entries_by_cid ON entries (cid, sender, room);
CREATE INDEX entries_by_target ON entries (room, target, event) WHERE target IS NOT NULL;

CREATE TABLE mentions (
  user INTEGER NOT NULL,
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user, room, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  room INTEGER NOT NULL,
  user INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
  joined_at INTEGER NOT NULL,
  muted INTEGER NOT NULL,
  pinned INTEGER NOT NULL,
  read_seq INTEGER NOT NULL,
  read_n INTEGER NOT NULL,
  PRIMARY KEY (room, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user);
CREATE INDEX members_by_joining ON members (room, joined_at);

CREATE TABLE invites (
  code TEXT PRIMARY KEY,
  room INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  uses_left INTEGER
) STRICT;
CREATE INDEX invites_by_room ON invites (room, created_at, code);

-- Rooms that are gone, until the last of what they held is removed too.
CREATE TABLE removed_rooms (room INTEGER PRIMARY KEY) STRICT;
-- Messages that are gone, until the search index has forgotten them too.
CREATE TABLE search_removals (entry INTEGER PRIMARY KEY) STRICT;

CREATE TABLE bans (
  id TEXT PRIMARY KEY,
  user_id TEXT,
  ip TEXT,
  reason TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER
) STRICT;
CREATE INDEX bans_by_creation ON bans (created_at, id);
`;

export const initial: Migration = {
  version: 1,
  name: "initial",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
    connection
      .prepare("INSERT INTO meta (name, value) VALUES ('database_id', ?)")
      .run(crypto.randomUUID());
    connection.prepare("INSERT INTO meta (name, value) VALUES ('last_removed_entry', 0)").run();
  },
};

import type { Connection } from "../connection.ts";
import type { Migration } from "./migration.ts";

/**
 * What the reactions to a message come to, kept as they are appended: otherwise reading the message would
 * read all that were ever made. From then on a tally has as many rows as the message shows emoji.
 */
const SCHEMA = `
-- The newest reaction of a user with an emoji.
CREATE TABLE reactions (
  room INTEGER NOT NULL,
  target INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  user INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  "on" INTEGER NOT NULL,
  PRIMARY KEY (room, target, emoji, user)
) STRICT, WITHOUT ROWID;

-- The emoji that a message shows; since: the reaction that brought it there.
CREATE TABLE reaction_tallies (
  room INTEGER NOT NULL,
  target INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  count INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (room, target, emoji)
) STRICT, WITHOUT ROWID;
`;

/** SQLite takes the other columns from the row that has the max(seq). */
const NEWEST = `
INSERT INTO reactions (room, target, emoji, user, seq, "on")
  SELECT room, target, emoji, sender, max(seq), "on" FROM entries WHERE event = 3
    GROUP BY room, target, emoji, sender
`;

/** Each reaction turned what was before it: a running sum of 1 at one that is on is a beginning. */
const TALLIES = `
INSERT INTO reaction_tallies (room, target, emoji, count, since)
  SELECT room, target, emoji, (
      SELECT count(*) FROM reactions r
        WHERE r.room = s.room AND r.target = s.target AND r.emoji = s.emoji AND r."on" = 1
    ) AS count, coalesce(max(seq) FILTER (WHERE "on" = 1 AND sum = 1), min(seq))
    FROM (
      SELECT room, target, emoji, seq, "on", sum(iif("on" = 1, 1, -1))
        OVER (PARTITION BY room, target, emoji ORDER BY seq) AS sum FROM entries WHERE event = 3
    ) s GROUP BY room, target, emoji HAVING count > 0
`;

export const reactions: Migration = {
  version: 3,
  name: "reactions",
  up(connection: Connection): void {
    connection.execute(SCHEMA);
    connection.execute(NEWEST);
    connection.execute(TALLIES);
  },
};

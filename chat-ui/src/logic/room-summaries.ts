import type { Entry } from "../../../src/protocol/entries.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { excerpt } from "../../../src/protocol/names.ts";
import type { Mark } from "../../../src/protocol/primitives.ts";
import type { LastMessage, Room, RoomSummary } from "../../../src/protocol/rooms.ts";

/** A room as it enters the list: everything before is read. */
export const summaryOf = (room: Room, tip: Mark): RoomSummary => ({
  ...room,
  tip,
  read: tip,
  unread: 0,
  unread_mentions: 0,
});

const MEMBERS = { joined: 1, left: -1, kicked: -1 } as const;

const lastMessage = (room: RoomSummary, entry: Entry): LastMessage | undefined => {
  const last = room.last_message;
  switch (entry.event) {
    case "message":
      return {
        seq: entry.seq,
        sender: entry.sender,
        excerpt: excerpt(entry.content ?? "", LIMITS.excerpt),
        at: entry.at,
      };
    case "edit":
      return last?.seq === entry.target
        ? { ...last, excerpt: excerpt(entry.content ?? "", LIMITS.excerpt) }
        : last;
    case "delete":
      return last?.seq === entry.target ? { ...last, excerpt: "" } : last;
    default:
      return last;
  }
};

/** A room after one more entry of its log. Unread counts are exact: tip.n − read.n. */
export const withEntry = (room: RoomSummary, entry: Entry, me: string): RoomSummary => {
  if (entry.seq <= room.tip.seq) return room;
  const tip = { seq: entry.seq, n: entry.n };
  const own = entry.event === "message" && entry.sender.id === me;
  const read = own ? tip : room.read;
  const mentioned = entry.event === "message" && !own && (entry.mentions ?? []).includes(me);
  const last = lastMessage(room, entry);
  return {
    ...room,
    ...(entry.event === "room" && entry.name !== undefined && { name: entry.name }),
    ...(entry.event === "room" && entry.topic !== undefined && { topic: entry.topic }),
    ...(last && { last_message: last }),
    members: room.members + (entry.event === "member" ? MEMBERS[entry.change] : 0),
    tip,
    read,
    unread: tip.n - read.n,
    unread_mentions: own ? 0 : room.unread_mentions + Number(mentioned),
  };
};

/** A room after its read mark moved, here or on another device. */
export const withRead = (room: RoomSummary, read: Mark): RoomSummary => {
  if (read.seq <= room.read.seq) return room;
  const unread = Math.max(0, room.tip.n - read.n);
  return { ...room, read, unread, unread_mentions: Math.min(unread, room.unread_mentions) };
};

/**
 * Whether the number of unread mentions can be known from the entry alone: deleting an unread message
 * that may have been a mention, or reading a part, leaves it to the server.
 */
export const mentionsUncertain = (room: RoomSummary, entry: Entry): boolean =>
  entry.event === "delete" && room.unread_mentions > 0 && entry.target > room.read.seq;

/**
 * A room with the server's count of its unread mentions; undefined when what the server counted is not what is known
 * here: entries or a read mark are on their way, in either direction.
 */
export const withCountedMentions = (
  room: RoomSummary,
  counted: Pick<RoomSummary, "tip" | "read" | "unread_mentions">,
): RoomSummary | undefined => {
  const agrees = room.tip.seq === counted.tip.seq && room.read.seq === counted.read.seq;
  return agrees ? { ...room, unread_mentions: counted.unread_mentions } : undefined;
};

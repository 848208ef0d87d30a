import type { Message } from "../../../src/protocol/entries.ts";
import type { Mark } from "../../../src/protocol/primitives.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { isRecord, parseStored } from "./stored-json.ts";

/**
 * "Unread from here": the server's read mark never moves back, so this is a mark of the account on this device, laid
 * over what the server says of the room.
 */
export interface UnreadMark {
  /** The message that it was set on. */
  readonly seq: number;
  /** As `n` of a read mark that stands before it; one's own messages behind it, which are never unread, included. */
  readonly n: number;
  /** The newest entry at that time: who has read beyond it, here or elsewhere, has read the room. */
  readonly upTo: number;
  /** Mentions of oneself from `seq` on that the server counts as read. */
  readonly mentions: number;
}

/** What of a stretch of messages the difference of two `n` does not tell. */
export interface Counted {
  readonly own: number;
  readonly mentions: number;
}

/** Of the messages from `from` on; what is after the read mark (`read`) the server counts itself. */
export const countedFrom = (
  messages: Iterable<Pick<Message, "seq" | "sender" | "mentions">>,
  from: number,
  read: number,
  me: string,
): Counted => {
  let own = 0;
  let mentions = 0;
  for (const { seq, sender, mentions: named } of messages) {
    if (seq < from || seq > read) continue;
    if (sender.id === me) own += 1;
    else if (named?.includes(me)) mentions += 1;
  }
  return { own, mentions };
};

export const unreadMarkOn = (
  message: Mark,
  tip: Pick<Mark, "seq">,
  { own, mentions }: Counted,
): UnreadMark => ({
  seq: message.seq,
  n: message.n - 1 + own,
  upTo: tip.seq,
  mentions,
});

/** The room as it is shown: unread from the mark on. */
export const withUnreadMark = (room: RoomSummary, mark: UnreadMark): RoomSummary => {
  const unread = Math.max(0, room.tip.n - mark.n);
  return {
    ...room,
    read: { seq: mark.seq - 1, n: mark.n },
    unread,
    unread_mentions: Math.min(unread, room.unread_mentions + mark.mentions),
  };
};

/** Whether more was read, on whatever device, than there was when the mark was set; to write is to read. */
export const isReadBeyond = ({ read }: Pick<RoomSummary, "read">, mark: UnreadMark): boolean =>
  read.seq > mark.upTo;

/** Undefined where there is none, or none that can be read. */
export const parseUnreadMark = (stored: string | null): UnreadMark | undefined => {
  const kept = parseStored(stored);
  if (!isRecord(kept)) return undefined;
  const { seq, n, upTo, mentions } = kept;
  return typeof seq === "number" &&
    typeof n === "number" &&
    typeof upTo === "number" &&
    typeof mentions === "number"
    ? { seq, n, upTo, mentions }
    : undefined;
};

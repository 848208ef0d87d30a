import { unreadCount } from "../core/rooms/room-view.ts";
import type { Entry } from "../protocol/entries.ts";
import type { Mark } from "../protocol/primitives.ts";
import type { RoomSummary } from "../protocol/rooms.ts";
import type { Ring } from "./ring.ts";

/**
 * A room's summary with another tip than the store's, for a connection that is live in it already or begins before what
 * the store holds. What came since, and the ring still holds, counts as its reader would have counted it.
 */
export const summaryAt = (
  tip: Mark,
  summary: RoomSummary,
  ring: Ring,
  userId: string,
): RoomSummary => {
  let { read, unread_mentions } = summary;
  const between = tip.seq - summary.tip.seq;
  for (const { json } of between > 0 ? (ring.after(summary.tip.seq, between) ?? []) : []) {
    const entry = JSON.parse(json) as Entry;
    if (entry.event !== "message") continue;
    if (entry.sender.id === userId) {
      read = { seq: entry.seq, n: entry.n };
      unread_mentions = 0;
    } else if (entry.mentions?.includes(userId)) {
      unread_mentions += 1;
    }
  }
  const { seq, n } = tip;
  return { ...summary, tip: { seq, n }, read, unread: unreadCount(tip, read), unread_mentions };
};

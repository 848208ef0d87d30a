import type { RoomSummary } from "../../../src/protocol/rooms.ts";

type Counted = Pick<RoomSummary, "unread" | "unread_mentions" | "muted">;

export interface UnreadTotals {
  readonly rooms: number;
  readonly messages: number;
  readonly mentions: number;
}

/** Over all rooms; a muted room counts only where it mentions one. */
export const unreadTotals = (rooms: Iterable<Counted>): UnreadTotals => {
  let unreadRooms = 0;
  let messages = 0;
  let mentions = 0;
  for (const room of rooms) {
    mentions += room.unread_mentions;
    if (room.muted) continue;
    messages += room.unread;
    if (room.unread > 0) unreadRooms += 1;
  }
  return { rooms: unreadRooms, messages, mentions };
};

/** The one number of the title and the icon. */
export const unreadCount = ({ messages, mentions }: UnreadTotals): number =>
  Math.max(messages, mentions);

/** The document's title: `(3) lobby · Crosstalk`. */
export const documentTitle = (totals: UnreadTotals, roomName: string | undefined): string => {
  const count = unreadCount(totals);
  const prefix = count > 0 ? `(${count > 99 ? "99+" : count}) ` : "";
  return `${prefix}${roomName === undefined ? "" : `${roomName} · `}Crosstalk`;
};

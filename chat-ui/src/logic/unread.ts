import type { RoomSummary } from "../../../src/protocol/rooms.ts";

type Counted = Pick<RoomSummary, "unread" | "unread_mentions" | "muted">;

export interface UnreadTotals {
  readonly rooms: number;
  readonly messages: number;
  /** Beside the messages: those of muted rooms count by nothing else. */
  readonly mentionsInMuted: number;
}

/** Over all rooms; a muted room counts only where it mentions one. */
export const unreadTotals = (rooms: Iterable<Counted>): UnreadTotals => {
  let unreadRooms = 0;
  let messages = 0;
  let mentionsInMuted = 0;
  for (const room of rooms) {
    if (room.muted) {
      mentionsInMuted += room.unread_mentions;
      continue;
    }
    messages += room.unread;
    if (room.unread > 0) unreadRooms += 1;
  }
  return { rooms: unreadRooms, messages, mentionsInMuted };
};

/** The one number of the title and the icon. */
export const unreadCount = ({ messages, mentionsInMuted }: UnreadTotals): number =>
  messages + mentionsInMuted;

/** The document's title: `(3) lobby · Crosstalk`. */
export const documentTitle = (totals: UnreadTotals, roomName: string | undefined): string => {
  const count = unreadCount(totals);
  const prefix = count > 0 ? `(${count > 99 ? "99+" : count}) ` : "";
  return `${prefix}${roomName === undefined ? "" : `${roomName} · `}Crosstalk`;
};

import type { MessageEntry } from "../../../src/protocol/entries.ts";
import { excerpt } from "../../../src/protocol/names.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { fullName, shownName } from "../../../ui/logic/display-name.ts";
import { messageLine } from "../markdown/message-html.ts";

export interface MessageNotification {
  /** The message's id: one that is raised twice replaces itself. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly roomId: string;
  readonly seq: number;
}

/** Older ones were missed, and are counted by what says that one has caught up. */
const FRESH_MS = 60_000;
const BODY_LENGTH = 160;

/** What to tell of a message; undefined when it is no news to `me`. Times in ms of the server's clock. */
export const notificationOf = (
  entry: MessageEntry,
  room: Pick<RoomSummary, "name" | "kind" | "muted" | "unread">,
  me: string,
  now: number,
): MessageNotification | undefined => {
  if (entry.sender.id === me || room.muted || now - entry.at > FRESH_MS) return undefined;
  const text = messageLine(excerpt(entry.content ?? "", BODY_LENGTH));
  return {
    tag: entry.id,
    title: `(${Math.max(1, room.unread)}) ${shownName(room.name)}`,
    body: room.kind === "direct" ? text : `${fullName(entry.sender)}: ${text}`,
    roomId: entry.room_id,
    seq: entry.seq,
  };
};

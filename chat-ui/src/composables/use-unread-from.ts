import type { Message } from "../../../src/protocol/entries.ts";
import type { ShownMessage } from "../logic/rows.ts";
import type { Timeline } from "../logic/timeline.ts";
import { countedFrom, unreadMarkOn } from "../logic/unread-mark.ts";
import { useChat } from "../stores/chat-port.ts";
import { useRooms } from "../stores/rooms.ts";
import { useUnreadMarks } from "../stores/unread-marks.ts";

const PAGE = 100;
/** Behind the window; one's own messages further on than that count as unread. */
const PAGES = 10;

/** "Unread from here", in one room. */
export const useUnreadFrom = (roomId: string, timeline: () => Timeline, me: () => string) => {
  const chat = useChat();
  const rooms = useRooms();
  const marks = useUnreadMarks();

  const messages = (): Message[] =>
    timeline().lines.flatMap((line) => (line.kind === "message" ? line.message : []));
  /** Where the window ends before the read mark, one's own messages and mentions in between have to be read. */
  const countOn = async (known: readonly Message[], read: number): Promise<Message[]> => {
    const all = [...known];
    for (let page = 0; page < PAGES; page++) {
      const after = all.at(-1)?.seq ?? 0;
      if (after >= read) break;
      const next = await chat.history(roomId, { after, limit: PAGE });
      all.push(...next.messages);
      if (!next.has_after || next.messages.length === 0) break;
    }
    return all;
  };

  const markUnread = async ({ seq }: ShownMessage): Promise<void> => {
    const known = messages();
    const message = known.find((one) => one.seq === seq);
    const told = message && rooms.readBefore(roomId, message);
    if (!told) return;
    const markOf = (counted: readonly Message[]) =>
      unreadMarkOn(message, told.tip, countedFrom(counted, message.seq, told.read.seq, me()));
    const mark = markOf(known);
    marks.set(roomId, mark);
    if (!timeline().hasAfter) return;
    try {
      const exact = markOf(await countOn(known, told.read.seq));
      if (marks.get(roomId) === mark) marks.set(roomId, exact);
    } catch {
      // Without a connection it stays with what is known here.
    }
  };
  /** Whether others wrote anything from the message on. */
  const canMarkUnread = ({ seq = Infinity }: ShownMessage): boolean =>
    rooms.get(roomId) !== undefined &&
    (timeline().hasAfter ||
      messages().some((message) => message.seq >= seq && message.sender.id !== me()));

  return { markUnread, canMarkUnread };
};

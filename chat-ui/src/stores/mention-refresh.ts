import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { withCountedMentions } from "../logic/room-summaries.ts";
import type { ChatPort } from "./chat-port.ts";

const AFTER_MS = 500;
/** In a room that never rests the count and what is known here may go on missing each other. */
const TRIES = 10;

/** Makes what reads the counts of unread mentions anew, soon, and once for all who ask until then. */
export const mentionRefresh = (
  chat: Pick<ChatPort, "rest">,
  /** Changes a room after all that came of it before. */
  change: (id: string, next: (room: RoomSummary) => RoomSummary) => void,
) => {
  let isDue = false;

  /** Whether every room's count is now what the server says. */
  const refresh = async (): Promise<boolean> => {
    let isExact = true;
    for (const counted of (await chat.rest.call("rooms", {})).rooms) {
      change(counted.id, (known) => {
        const exact = withCountedMentions(known, counted);
        if (exact === undefined && known.unread_mentions !== counted.unread_mentions) {
          isExact = false;
        }
        return exact ?? known;
      });
    }
    return isExact;
  };

  const refreshSoon = (tries = TRIES): void => {
    if (isDue) return;
    isDue = true;
    setTimeout(async () => {
      isDue = false;
      try {
        if (!(await refresh()) && tries > 1) refreshSoon(tries - 1);
      } catch {
        // The next reconnect brings exact counts anyway.
      }
    }, AFTER_MS);
  };
  return (): void => refreshSoon();
};

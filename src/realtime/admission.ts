import { enterRoom } from "./authentication.ts";
import type { RealtimeContext } from "./context.ts";
import { readRoomEntry } from "./room-entry.ts";
import type { Session } from "./session.ts";

const RETRY_MS = 1_000;

/**
 * Puts a connection into a room that its user has become a member of, and tells it. The membership
 * stands, so a store that is away only delays it.
 */
export const admit = async (
  context: RealtimeContext,
  session: Session,
  roomId: string,
  userId: string,
): Promise<void> => {
  try {
    const entry = await readRoomEntry(context, session, roomId, userId);
    if (entry === undefined || session.closed || session.subscriptions.has(roomId)) return;
    const { seq, n } = entry.live.tip;
    session.outbox.event({ event: "room_added", room: entry.view, tip: { seq, n } });
    enterRoom(context, session, entry.live, entry, undefined);
  } catch (error) {
    if (session.closed) return;
    const { logger, clock } = context;
    logger.warn("not admitted yet", { connection_id: session.id, error: String(error) });
    clock.after(RETRY_MS, () => void admit(context, session, roomId, userId));
  }
};

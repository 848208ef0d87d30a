import type { RealtimeContext } from "./context.ts";
import { enterRoom } from "./enter-room.ts";
import { readRoomEntry } from "./room-entry.ts";
import type { Session } from "./session.ts";

const RETRY_MS = 1_000;

/** Who was removed and has come back meanwhile is in again: what tells of either may overtake the other. */
export const readmit = async (
  context: RealtimeContext,
  session: Session,
  roomId: string,
  userId: string,
): Promise<void> => {
  try {
    const membership = await context.store.rooms.membership(roomId, userId);
    if (membership === undefined || session.awaiting.has(roomId)) return;
  } catch {
    // Then it is asked again, by the one who admits.
  }
  await admit(context, session, roomId, userId);
};

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
    const { tip } = entry.live;
    session.outbox.event({ event: "room_added", room: entry.view, tip });
    enterRoom(context, session, entry.live, entry, tip, undefined);
  } catch (error) {
    if (session.closed) return;
    const { logger, clock } = context;
    logger.warn("not admitted yet", { connection_id: session.id, error: String(error) });
    clock.after(RETRY_MS, () => void admit(context, session, roomId, userId));
  }
};

import type { MembershipRecord, RoomRecord } from "../ports/store/rooms.ts";
import type { Entry } from "../protocol/entries.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Room } from "../protocol/rooms.ts";
import type { RealtimeContext } from "./context.ts";
import type { LiveRoom } from "./live-room.ts";
import type { Session } from "./session.ts";

/** All that is needed to put a connection into a room, as of one moment. */
export interface RoomEntry {
  readonly live: LiveRoom;
  readonly room: RoomRecord;
  readonly membership: MembershipRecord;
  readonly view: Room;
}

/** How often it is read at most because the room's name or topic changed meanwhile: a room may not stand still. */
const ATTEMPTS = 5;

/**
 * Reads it, again if the user's memberships or the room changed meanwhile. The caller goes on in the same tick:
 * `live.tip` is then where the connection's entries begin. Undefined when the user is no member.
 */
export const readRoomEntry = async (
  context: RealtimeContext,
  session: Session,
  roomId: string,
  userId: string,
): Promise<RoomEntry | undefined> => {
  for (let attempt = 1; ; attempt += 1) {
    const changes = session.membershipChanges;
    const live = await context.hub.open(roomId);
    const seq = live?.accepted.seq ?? 0;
    const found = await context.rooms.find(roomId, userId);
    if (live === undefined || found?.membership === undefined) return undefined;
    const { room, membership } = found;
    const view = await context.views.room(room, userId, membership);
    if (session.membershipChanges !== changes || !context.hub.isLive(live)) continue;
    if (attempt < ATTEMPTS && wasChangedAfter(seq, live)) continue;
    live.flush();
    const online = onlineWith(context, roomId, userId);
    return { live, room, membership, view: { ...view, online } };
  }
};

/** Whether an entry says so that the connection won't get, as its own begin later; what was read may be of before. */
const wasChangedAfter = (seq: number, { ring, accepted }: LiveRoom): boolean => {
  const between = accepted.seq - seq;
  // Where the ring doesn't reach back so far, nothing says that there is none.
  const entries = between > 0 ? ring.after(seq, between) : [];
  return entries?.some(({ json }) => (JSON.parse(json) as Entry).event === "room") ?? true;
};

/** Users online in the room once this one is in it too. */
const onlineWith = ({ presence }: RealtimeContext, roomId: string, userId: string): number =>
  presence.online(roomId) + (presence.isOnline(roomId, userId) ? 0 : 1);

/** While this connection itself enters or leaves a room, it gets an answer instead of an event. */
export const awaiting = async <T>(
  session: Session,
  roomId: string,
  what: "entering" | "leaving",
  action: () => Promise<T>,
): Promise<T> => {
  session.expect(roomId, what);
  try {
    return await action();
  } finally {
    session.expectNoMore(roomId);
  }
};

export const noSuchRoom = (): ProtocolError => new ProtocolError("not_found", "No such room.");

import { peerOf } from "../core/rooms/room-view.ts";
import type { MembershipView } from "../ports/store/rooms.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Mark } from "../protocol/primitives.ts";
import type { RealtimeContext } from "./context.ts";
import type { LiveRoom } from "./live-room.ts";
import type { Session } from "./session.ts";

/**
 * From `tip`, which the connection was told of or is next, or from a cursor; a cursor that can't be continued from is
 * answered with `reset`. A tip that the room has left behind is a cursor like any other.
 */
export const enterRoom = (
  { hub }: RealtimeContext,
  session: Session,
  live: LiveRoom,
  { room, membership }: Pick<MembershipView, "room" | "membership">,
  tip: Mark,
  cursor: number | undefined,
): void => {
  const peerId = peerOf(room, membership.userId);
  const standing = {
    kind: room.kind,
    role: membership.role,
    ...(peerId === undefined ? {} : { peerId }),
  };
  const { seq } = live.tip;
  const lost =
    cursor !== undefined &&
    (cursor > seq || cursor < live.floor - 1 || seq - cursor > LIMITS.replayEntries);
  if (lost) {
    session.gap = true;
    session.outbox.event({ event: "reset", room_id: live.id, tip });
  }
  hub.attach(session, live, standing, lost ? tip.seq : (cursor ?? tip.seq));
};

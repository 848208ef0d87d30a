import type { SharedFrame } from "../ports/socket.ts";
import type { Mark, MemberRole, RoomKind } from "../protocol/primitives.ts";
import type { LiveRoom } from "./live-room.ts";
import type { Session } from "./session.ts";

/** The place of a connection's user in a room. */
export interface Standing {
  readonly kind: RoomKind;
  role: MemberRole;
  /** Direct rooms: the other. */
  readonly peerId?: string;
}

/**
 * One connection in one room. Live, its cursor is the room's; behind, it has one of its own, and the pager
 * feeds it from there until it has caught up.
 */
export class Subscription {
  readonly session: Session;
  readonly room: LiveRoom;
  readonly standing: Standing;
  /** Calls the pager; set while it may be needed. */
  readonly #fallBehind: (subscription: Subscription) => void;
  #behindFrom: number | undefined;

  constructor(
    session: Session,
    room: LiveRoom,
    standing: Standing,
    fallBehind: (subscription: Subscription) => void,
  ) {
    this.session = session;
    this.room = room;
    this.standing = standing;
    this.#fallBehind = fallBehind;
  }

  /** The seq after which entries are missing; undefined while live. */
  get cursor(): number | undefined {
    return this.#behindFrom;
  }

  /** A frame that begins after seq `before`. Whether it was sent. */
  deliver(frame: SharedFrame, before: number): boolean {
    if (this.#behindFrom !== undefined) return false;
    if (this.session.outbox.frame(frame)) return true;
    this.#behindFrom = before;
    this.#fallBehind(this);
    return false;
  }

  /** From now on from `cursor`, through the pager. */
  resumeFrom(cursor: number): void {
    this.#behindFrom = cursor;
    this.#fallBehind(this);
  }

  /** Its next entry follows `tip`; who is behind is told by the pager. */
  reset({ seq, n }: Mark): void {
    if (this.#behindFrom !== undefined) return;
    this.session.outbox.event({ event: "reset", room_id: this.room.id, tip: { seq, n } });
  }

  advance(cursor: number): void {
    this.#behindFrom = cursor;
  }

  goLive(): void {
    this.#behindFrom = undefined;
  }
}

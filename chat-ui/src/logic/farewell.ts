import type { EventOf } from "../../../src/protocol/events.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";

/** What made a room disappear from the list; `missing` when that happened while there was no connection. */
export type Removal = EventOf<"room_removed">["reason"] | "deleted" | "missing";

/**
 * kicked, banned: by somebody · ended: an ephemeral room is over, what was said stays on the screen ·
 * deleted: with all that was in it · absent: one's place in an ephemeral room was given up · gone: unknown why.
 */
export type FarewellKind = "kicked" | "banned" | "ended" | "deleted" | "absent" | "gone";

export interface Farewell {
  readonly kind: FarewellKind;
  /** As it was last. */
  readonly room: RoomSummary;
}

const kindOf = (room: RoomSummary, removal: Removal): FarewellKind | undefined => {
  switch (removal) {
    case "left":
    case "single_room":
      return undefined;
    case "kicked":
    case "banned":
      return removal;
    case "expired":
      return "absent";
    case "deleted":
      return room.kind === "ephemeral" ? "ended" : "deleted";
    case "missing":
      return room.kind === "ephemeral" ? "ended" : "gone";
  }
};

/** What to tell somebody whose room is gone; undefined after their own doing. */
export const farewellOf = (room: RoomSummary, removal: Removal): Farewell | undefined => {
  const kind = kindOf(room, removal);
  return kind && { kind, room };
};

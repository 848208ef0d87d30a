import type { RoomSummary } from "../../../src/protocol/rooms.ts";

/** When something was last said in a room, else when it was made. */
export const activity = (room: RoomSummary): number => room.last_message?.at ?? room.created_at;

const byActivity = (a: RoomSummary, b: RoomSummary): number =>
  activity(b) - activity(a) || (a.id < b.id ? -1 : 1);

export interface RoomSection {
  readonly id: "pinned" | "rooms" | "direct";
  readonly rooms: readonly RoomSummary[];
}

const sectionOf = (room: RoomSummary): RoomSection["id"] => {
  if (room.pinned) return "pinned";
  return room.kind === "direct" ? "direct" : "rooms";
};

/**
 * The sidebar: pinned first, then rooms and direct rooms, each by its last message. `frozen` is an order
 * that must hold while the pointer or the keyboard is in the list; rooms that it does not know come first.
 */
export const roomSections = (
  rooms: Iterable<RoomSummary>,
  frozen: readonly string[] | undefined,
): RoomSection[] => {
  const shown = [...rooms].sort(byActivity);
  if (frozen) {
    const place = new Map(frozen.map((id, index) => [id, index]));
    shown.sort((a, b) => (place.get(a.id) ?? -1) - (place.get(b.id) ?? -1));
  }
  return (["pinned", "rooms", "direct"] as const)
    .map((id) => ({ id, rooms: shown.filter((room) => sectionOf(room) === id) }))
    .filter((section) => section.rooms.length > 0);
};

/** The room before or after `current` in the order shown; with `unread`, the next that has any. */
export const neighbour = (
  ordered: readonly RoomSummary[],
  current: string | undefined,
  step: 1 | -1,
  unread: boolean,
): RoomSummary | undefined => {
  const count = ordered.length;
  const at = ordered.findIndex((room) => room.id === current);
  const from = at === -1 && step === -1 ? 0 : at;
  for (let i = 1; i <= count; i++) {
    const room = ordered[(from + step * i + count * 2) % count];
    if (room && room.id !== current && (!unread || room.unread > 0)) return room;
  }
  return undefined;
};

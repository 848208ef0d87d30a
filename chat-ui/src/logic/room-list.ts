import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { shownName } from "../../../ui/logic/display-name.ts";

/** When something was last said in a room, else when it was made. */
export const activity = (room: RoomSummary): number => room.last_message?.at ?? room.created_at;

const byActivity = (a: RoomSummary, b: RoomSummary): number =>
  Number(b.pinned ?? false) - Number(a.pinned ?? false) ||
  activity(b) - activity(a) ||
  (a.id < b.id ? -1 : 1);

export interface RoomSection {
  readonly id: "rooms" | "direct";
  readonly title: string;
  readonly rooms: readonly RoomSummary[];
}

const matches = (room: RoomSummary, filter: string): boolean =>
  shownName(room.name).toLocaleLowerCase().includes(filter);

/**
 * The sidebar: pinned first, then by the last message. `frozen` is an order that must hold while the
 * pointer or the keyboard is in the list; rooms that it does not know come first.
 */
export const roomSections = (
  rooms: Iterable<RoomSummary>,
  filterText: string,
  frozen: readonly string[] | undefined,
): RoomSection[] => {
  const filter = filterText.trim().toLocaleLowerCase();
  const shown = [...rooms]
    .filter((room) => filter === "" || matches(room, filter))
    .sort(byActivity);
  if (frozen) {
    const place = new Map(frozen.map((id, index) => [id, index]));
    shown.sort((a, b) => (place.get(a.id) ?? -1) - (place.get(b.id) ?? -1));
  }
  const direct = shown.filter((room) => room.kind === "direct");
  const others = shown.filter((room) => room.kind !== "direct");
  const sections: RoomSection[] = [
    { id: "rooms", title: "Rooms", rooms: others },
    { id: "direct", title: "Direct messages", rooms: direct },
  ];
  return sections.filter((section) => section.rooms.length > 0);
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

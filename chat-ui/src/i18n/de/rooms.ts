import type { rooms as english } from "../en/rooms.ts";
import type { Translated } from "../schema.ts";

export const rooms: Translated<typeof english> = {
  members: "{count} Mitglied | {count} Mitglieder",
  mentions: "{n} Erwähnung | {n} Erwähnungen",
  unread: "{n} ungelesen",
};

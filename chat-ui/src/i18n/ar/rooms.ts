import type { rooms as english } from "../en/rooms.ts";
import type { Translated } from "../schema.ts";

export const rooms: Translated<typeof english> = {
  members: "لا أعضاء | عضو واحد | عضوان | {count} أعضاء | {count} عضوًا | {count} عضو",
  mentions: "لا إشارات | إشارة واحدة | إشارتان | {n} إشارات | {n} إشارة | {n} إشارة",
  unread: "{n} غير مقروءة",
};

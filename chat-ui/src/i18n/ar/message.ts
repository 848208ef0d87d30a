import type { message as english } from "../en/message.ts";
import type { Translated } from "../schema.ts";

export const message: Translated<typeof english> = {
  inReplyTo: "ردًا على {name}",
  deleted: "محذوفة",
  edited: "معدّلة",
  reactions: "لا تفاعلات | تفاعل واحد | تفاعلان | {n} تفاعلات | {n} تفاعلًا | {n} تفاعل",
};

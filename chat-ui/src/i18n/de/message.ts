import type { message as english } from "../en/message.ts";
import type { Translated } from "../schema.ts";

export const message: Translated<typeof english> = {
  inReplyTo: "als Antwort auf {name}",
  deleted: "gelöscht",
  edited: "bearbeitet",
  reactions: "{n} Reaktion | {n} Reaktionen",
};

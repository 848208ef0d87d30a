import type { conversation as english } from "../en/conversation.ts";
import type { Translated } from "../schema.ts";

export const conversation: Translated<typeof english> = {
  newMessages: "{n} neue Nachricht | {n} neue Nachrichten",
  membersOnline: "Mitglieder: {online} von {n} online",
  typing: "{names} schreibt … | {names} schreiben …",
  manyTyping: "Mehrere schreiben …",
};

import type { conversation as english } from "../en/conversation.ts";
import type { Translated } from "../schema.ts";

export const conversation: Translated<typeof english> = {
  newMessages: "{n} neue Nachricht | {n} neue Nachrichten",
  membersOnline: "Mitglieder: {online} von {n} online",
  membersCount: "Mitglieder: {n}",
  typing: "{names} schreibt … | {names} schreiben …",
  manyTyping: "Mehrere schreiben …",
  editMessage: "Nachricht bearbeiten",
  replyTo: "Antwort an {name}",
  answeredDeleted: "Die Nachricht, auf die du gerade antwortest, wurde gelöscht.",
  editedDeleted:
    "Die Nachricht, die du gerade bearbeitest, wurde gelöscht. Was du geschrieben hast, kann als neue gesendet werden.",
  messagesIn: "Nachrichten in {room}",
  jumpToPresent: "Zur Gegenwart",
  latest: "Neueste",
  insertEmoji: "Emoji einfügen",
  send: "Senden",
  writeIn: "Nachricht an {room}",
  loadFailed: "Die Nachrichten dieses Raums konnten nicht geladen werden.",
  beginsDirect: "Hier beginnt es. Nur ihr beide könnt das lesen.",
  beginsPrivate: "Hier beginnt es. Nur Eingeladene können diesen Raum lesen.",
  beginsEphemeral:
    "Hier beginnt es. Dieser Raum verschwindet, wenn der Letzte geht, und nichts davon bleibt.",
  beginsPublic: "Hier beginnt es. Wer ein Konto hat, kann diesen Raum finden und beitreten.",
  search: "In diesem Raum suchen",
};

import type { people as english } from "../en/people.ts";
import type { Translated } from "../schema.ts";

export const people: Translated<typeof english> = {
  onlineCount: "{count} online | {count} online",
  online: "online",
  recent: "war vor Kurzem hier",
  offline: "offline",
  people: "Personen",
  members: "Mitglieder",
  guest: "Gast",
  nameOf: "Name einer Person",
  searchByName: "Personen nach Namen suchen",
  searchToWrite: "Wem möchtest du schreiben?",
  nobody: "Niemand heißt „{query}…“.",
  newDirect: "Neue Direktnachricht",
  write: "Nachricht schreiben",
  block: "Blockieren",
  unblock: "Blockierung aufheben",
  blocked: "{name} kann dir nicht mehr direkt schreiben und dich nicht erwähnen.",
  unblocked: "{name} kann dir wieder schreiben.",
};

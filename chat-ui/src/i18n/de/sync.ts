import type { sync as english } from "../en/sync.ts";
import type { Translated } from "../schema.ts";

export const sync: Translated<typeof english> = {
  caughtUp: "Auf dem neuesten Stand: {messages} in {rooms}",
  messages: "{n} Nachricht | {n} Nachrichten",
  rooms: "{n} Raum | {n} Räumen",
};

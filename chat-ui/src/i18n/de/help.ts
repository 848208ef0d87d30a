import type { help as english } from "../en/help.ts";
import type { Translated } from "../schema.ts";

export const help: Translated<typeof english> = {
  title: "Tastatur",
  anywhere: "Überall",
  writing: "Beim Schreiben",
  inList: "In der Nachrichtenliste",
  onMessage: "Auf einer Nachricht",
  moveInList: "Von Nachricht zu Nachricht",
  messageActions: "Aktionen der Nachricht",
};

import type { stagedFiles as english } from "../en/staged-files.ts";
import type { Translated } from "../schema.ts";

export const stagedFiles: Translated<typeof english> = {
  title: "Zu sendende Dateien",
  ready: "Bereit",
  waiting: "Wartet",
  retry: "{name} noch einmal versuchen",
  remove: "{name} entfernen",
  tooLarge: "Zu groß: Eine Datei hat höchstens {most}.",
  empty: "Diese Datei ist leer.",
  unreadable: "Das kann nicht gelesen werden. Ordner können nicht gesendet werden.",
  dropHere: "Hier ablegen, um an {room} anzuhängen",
};

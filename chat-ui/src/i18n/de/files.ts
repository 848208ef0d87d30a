import type { files as english } from "../en/files.ts";
import type { Translated } from "../schema.ts";

export const files: Translated<typeof english> = {
  attach: "Dateien anhängen",
  staged: "Zu sendende Dateien",
  ofMessage: "Dateien",
  ready: "Bereit",
  waiting: "Wartet",
  uploading: "Wird hochgeladen",
  retry: "{name} noch einmal versuchen",
  remove: "{name} entfernen",
  tooLarge: "Zu groß: Eine Datei hat höchstens {most}.",
  empty: "Diese Datei ist leer.",
  unreadable: "Das kann nicht gelesen werden. Ordner können nicht gesendet werden.",
  tooMany:
    "{n} Datei wurde ausgelassen: Eine Nachricht fasst {most}. | {n} Dateien wurden ausgelassen: Eine Nachricht fasst {most}.",
  notWhileEditing:
    "Einer gesendeten Nachricht können keine Dateien hinzugefügt werden. Sende sie als neue Nachricht.",
  dropHere: "Hier ablegen, um an {room} anzuhängen",
  openPicture: "Bild {name} öffnen",
  retryPicture: "Bild {name} noch einmal laden",
  pictureFailed: "Konnte nicht geladen werden. Noch einmal versuchen.",
  pictureBroken: "Dieses Bild kann nicht angezeigt werden.",
  save: "Herunterladen",
  place: "{at} von {n}",
  previous: "Voriges Bild",
  next: "Nächstes Bild",
  count: "{n} Datei | {n} Dateien",
};

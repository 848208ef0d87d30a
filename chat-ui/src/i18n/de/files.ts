import type { files as english } from "../en/files.ts";
import type { Translated } from "../schema.ts";

export const files: Translated<typeof english> = {
  attach: "Dateien anhängen",
  ofMessage: "Dateien",
  uploading: "Wird hochgeladen",
  tooMany:
    "{n} Datei wurde ausgelassen: Eine Nachricht fasst {most}. | {n} Dateien wurden ausgelassen: Eine Nachricht fasst {most}.",
  notWhileEditing:
    "Einer gesendeten Nachricht können keine Dateien hinzugefügt werden. Sende sie als neue Nachricht.",
  openPicture: "Bild {name} öffnen",
  retryPicture: "Bild {name} noch einmal laden",
  pictureFailed: "Konnte nicht geladen werden. Noch einmal versuchen.",
  pictureBroken: "Dieses Bild kann nicht angezeigt werden.",
  save: "Herunterladen",
  count: "{n} Datei | {n} Dateien",
};

import type { app as english } from "../en/app.ts";
import type { Translated } from "../schema.ts";

export const app: Translated<typeof english> = {
  loading: "Crosstalk wird geladen",
  unreachable:
    "Der Server ist nicht erreichbar. Prüfe deine Verbindung und versuche es noch einmal.",
  sessionEnded: "Deine Sitzung ist beendet. Was du gerade geschrieben hast, bleibt erhalten.",
  banned: "Dieses Konto wurde gesperrt.",
  newVersion: "Neue Version",
  newVersionThere:
    "Es gibt eine neue Version von Crosstalk. Was du gerade schreibst, bleibt erhalten.",
  reloadLater: "Später",
  reload: "Neu laden",
  signInAgain: "Erneut anmelden",
};

import type { app as english } from "../en/app.ts";
import type { Translated } from "../schema.ts";

export const app: Translated<typeof english> = {
  loading: "Crosstalk wird geladen",
  unreachable:
    "Der Server ist nicht erreichbar. Prüfe deine Verbindung und versuche es noch einmal.",
  sessionEnded: "Deine Sitzung ist beendet. Was du gerade geschrieben hast, bleibt erhalten.",
  banned:
    "Dieses Konto ist deaktiviert oder gesperrt. Was du gerade geschrieben hast, bleibt erhalten.",
  newVersion: "Neue Version",
  newVersionThere:
    "Es gibt eine neue Version von Crosstalk. Was du gerade schreibst, bleibt erhalten.",
  reloadLater: "Später",
  reload: "Neu laden",
  signInAgain: "Erneut anmelden",
  myMenu: "Mein Menü",
  upgrade: "Namen behalten: Konto anlegen",
  signOut: "Abmelden",
};

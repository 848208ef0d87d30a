import type { switcher as english } from "../en/switcher.ts";
import type { Translated } from "../schema.ts";

export const switcher: Translated<typeof english> = {
  title: "Zu Raum oder Person",
  placeholder: "Teil eines Namens eingeben",
  searching: "Suche läuft …",
  nothing: "Nichts mit diesem Namen.",
  keys: "↑ ↓ zum Wählen, Eingabe zum Öffnen",
};

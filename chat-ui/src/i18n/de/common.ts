import type { common as english } from "../en/common.ts";
import type { Translated } from "../schema.ts";

export const common: Translated<typeof english> = {
  close: "Schließen",
  cancel: "Abbrechen",
  tryAgain: "Erneut versuchen",
  separator: ", ",
  count: "{count}",
  thousands: "{count} Tsd.",
  millions: "{count} Mio.",
  save: "Speichern",
  copy: "Kopieren",
  delete: "Löschen",
  minutes: "{n} min | {n} min",
  more: "Mehr zeigen",
  saved: "Gespeichert",
  copied: "Kopiert",
  dismiss: "Schließen",
  undo: "Rückgängig",
};

import type { keys as english } from "../en/keys.ts";
import type { Translated } from "../schema.ts";

export const keys: Translated<typeof english> = {
  ctrl: "Strg",
  alt: "Alt",
  shift: "Umschalt",
  enter: "Eingabe",
  escape: "Esc",
  delete: "Entf",
  pageUp: "Bild auf",
  end: "Ende",
};

import type { keys as english } from "../en/keys.ts";
import type { Translated } from "../schema.ts";

/** Arabic keyboards carry the English names. */
export const keys: Translated<typeof english> = {
  ctrl: "Ctrl",
  alt: "Alt",
  shift: "Shift",
  enter: "Enter",
  escape: "Esc",
  delete: "Delete",
  pageUp: "Page Up",
  end: "End",
};

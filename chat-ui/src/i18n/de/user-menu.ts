import type { userMenu as english } from "../en/user-menu.ts";
import type { Translated } from "../schema.ts";

export const userMenu: Translated<typeof english> = {
  settings: "Einstellungen",
  keyboard: "Tastenhilfe",
  theme: "Farben",
  "theme-light": "Hell",
  "theme-dark": "Dunkel",
  "theme-system": "System",
};

import type { userMenu as english } from "../en/user-menu.ts";
import type { Translated } from "../schema.ts";

export const userMenu: Translated<typeof english> = {
  settings: "الإعدادات",
  keyboard: "مساعدة لوحة المفاتيح",
  theme: "السمة",
  "theme-light": "فاتحة",
  "theme-dark": "داكنة",
  "theme-system": "النظام",
};

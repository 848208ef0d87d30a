export const userMenu = {
  settings: "Settings",
  keyboard: "Keyboard help",
  theme: "Theme",
  "theme-light": "Light",
  "theme-dark": "Dark",
  "theme-system": "System",
} as const;

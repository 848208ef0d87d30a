/** The colour theme. before-paint.js applies it before the first paint, from the same key. */
export type ThemeChoice = "system" | "light" | "dark";

export const THEME_KEY = "crosstalk.theme";

export const parseTheme = (stored: string | null): ThemeChoice =>
  stored === "light" || stored === "dark" ? stored : "system";

export const resolveTheme = (choice: ThemeChoice, systemIsDark: boolean): "light" | "dark" => {
  if (choice !== "system") return choice;
  return systemIsDark ? "dark" : "light";
};

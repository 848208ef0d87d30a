import { defineStore } from "pinia";
import { readonly, ref, watch } from "vue";
import { parseTheme, resolveTheme, THEME_KEY, type ThemeChoice } from "../logic/theme.ts";

const stored = (): string | null => {
  try {
    return localStorage.getItem(THEME_KEY);
  } catch {
    return null;
  }
};

export const useTheme = defineStore("theme", () => {
  const choice = ref<ThemeChoice>(parseTheme(stored()));
  const system = matchMedia("(prefers-color-scheme: dark)");

  const apply = (): void => {
    document.documentElement.dataset["theme"] = resolveTheme(choice.value, system.matches);
  };
  system.addEventListener("change", apply);
  watch(choice, apply, { immediate: true });

  const choose = (next: ThemeChoice): void => {
    choice.value = next;
    try {
      localStorage.setItem(THEME_KEY, next);
    } catch {
      // It then holds until the page is left.
    }
  };

  return { choice: readonly(choice), choose };
});

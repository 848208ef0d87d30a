import { defineStore } from "pinia";
import { readonly, ref, watch } from "vue";
import { readStored, writeStored } from "../logic/stored-choice.ts";
import { parseTheme, resolveTheme, THEME_KEY, type ThemeChoice } from "../logic/theme.ts";

export const useTheme = defineStore("theme", () => {
  const choice = ref<ThemeChoice>(parseTheme(readStored(THEME_KEY)));
  const system = matchMedia("(prefers-color-scheme: dark)");

  /** As it looks now: chosen, or that of the system. */
  const shown = ref<"light" | "dark">();
  const apply = (): void => {
    shown.value = resolveTheme(choice.value, system.matches);
    document.documentElement.dataset["theme"] = shown.value;
  };
  system.addEventListener("change", apply);
  watch(choice, apply, { immediate: true });

  const choose = (next: ThemeChoice): void => {
    choice.value = next;
    writeStored(THEME_KEY, next);
  };

  return { choice: readonly(choice), shown: readonly(shown), choose };
});

import { defineStore } from "pinia";
import { readonly, ref, watch } from "vue";
import { readStored, writeStored } from "../logic/stored-choice.ts";
import { parseTheme, resolveTheme, THEME_KEY, type ThemeChoice } from "../logic/theme.ts";

export const useTheme = defineStore("theme", () => {
  const choice = ref<ThemeChoice>(parseTheme(readStored(THEME_KEY)));
  const system = matchMedia("(prefers-color-scheme: dark)");

  const apply = (): void => {
    document.documentElement.dataset["theme"] = resolveTheme(choice.value, system.matches);
  };
  system.addEventListener("change", apply);
  watch(choice, apply, { immediate: true });

  const choose = (next: ThemeChoice): void => {
    choice.value = next;
    writeStored(THEME_KEY, next);
  };

  return { choice: readonly(choice), choose };
});

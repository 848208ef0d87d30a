import { defineStore } from "pinia";
import { readonly, ref } from "vue";
import { readStored, writeStored } from "../../../ui/logic/stored-choice.ts";
import { setLocale } from "../i18n/i18n.ts";
import {
  directionOf,
  LOCALE_KEY,
  type LocaleChoice,
  parseLocaleChoice,
  resolveLocale,
} from "../i18n/locales.ts";

/** The language of the app. The page's own was set before the first paint; here it is loaded and kept. */
export const useLocale = defineStore("locale", () => {
  const choice = ref<LocaleChoice>(parseLocaleChoice(readStored(LOCALE_KEY)));
  const direction = ref<"ltr" | "rtl">("ltr");

  /** Resolves when all is said in the chosen language; rejects, as it was, if that cannot be loaded. */
  const apply = async (): Promise<void> => {
    const chosen = () => resolveLocale(choice.value, navigator.languages);
    const locale = chosen();
    await setLocale(locale);
    // Another one was chosen while it was loaded.
    if (locale !== chosen()) return apply();
    direction.value = directionOf(locale);
    document.documentElement.lang = locale;
    document.documentElement.dir = direction.value;
  };

  const choose = async (next: LocaleChoice): Promise<void> => {
    const before = choice.value;
    choice.value = next;
    try {
      await apply();
      writeStored(LOCALE_KEY, choice.value);
    } catch (error) {
      if (choice.value === next) choice.value = before;
      throw error;
    }
  };

  return { choice: readonly(choice), direction: readonly(direction), apply, choose };
});

import { defineStore } from "pinia";
import { readonly, ref } from "vue";
import { readStored, writeStored } from "../../../ui/logic/stored-choice.ts";

const LETTER_KEYS = "crosstalk.admin.letter-keys";

/** Choices of this browser, for this dashboard. */
export const usePreferences = defineStore("preferences", () => {
  /** Single letters are a trap for who dictates or slips (WCAG 2.1.4): they can be turned off. */
  const letterKeys = ref(readStored(LETTER_KEYS) !== "off");

  const useLetterKeys = (on: boolean): void => {
    letterKeys.value = on;
    writeStored(LETTER_KEYS, on ? "on" : "off");
  };

  return { letterKeys: readonly(letterKeys), useLetterKeys };
});

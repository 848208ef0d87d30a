import type { InjectionKey } from "vue";

/** The few words that components here say by themselves; an app that speaks other languages provides them. */
export interface UiWords {
  readonly close: string;
}

export const UI_WORDS: InjectionKey<UiWords> = Symbol("words of ui");

export const ENGLISH_WORDS: UiWords = { close: "Close" };

import { type InjectionKey, inject } from "vue";

/** The few words that components here say by themselves; an app that speaks other languages provides them. */
export interface UiWords {
  readonly close: string;
  readonly cancel: string;
  readonly dismiss: string;
  readonly undo: string;
  /** Of a field that has to be filled in. */
  readonly missing: string;
  readonly tooShort: (least: number) => string;
  readonly tooLong: (most: number, over: number) => string;
}

export const UI_WORDS: InjectionKey<UiWords> = Symbol("words of ui");

const ENGLISH_WORDS: UiWords = {
  close: "Close",
  cancel: "Cancel",
  dismiss: "Dismiss",
  undo: "Undo",
  missing: "Fill this in.",
  tooShort: (least) => `At least ${least} characters.`,
  tooLong: (most, over) => `At most ${most} characters; that is ${over} too many.`,
};

export const useUiWords = (): UiWords => inject(UI_WORDS, ENGLISH_WORDS);

import { formats } from "../i18n/formats.ts";
import { t } from "../i18n/i18n.ts";

/** A state of typing ends by itself: its sender may be gone without a word. */
export const TYPING_EXPIRES_MS = 5_000;
export interface Typist {
  readonly id: string;
  readonly name: string;
  readonly until: number;
}

export const noteTyping = (
  typists: readonly Typist[],
  event: { user_id: string; display_name: string; on: boolean },
  now: number,
): Typist[] => {
  const others = typists.filter((t) => t.id !== event.user_id && t.until > now);
  return event.on
    ? [...others, { id: event.user_id, name: event.display_name, until: now + TYPING_EXPIRES_MS }]
    : others;
};

export const typingText = (names: readonly string[]): string => {
  if (names.length === 0) return "";
  if (names.length > 3) return t("conversation.manyTyping");
  return t("conversation.typing", { n: names.length, names: formats().list(names) });
};

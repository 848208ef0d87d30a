import { chordKeys } from "../../../ui/logic/key-chord.ts";
import { t } from "../i18n/i18n.ts";
import type { MessageKey } from "../i18n/schema.ts";
import { KEYMAP, type KeyCommand } from "./keymap.ts";

type KeyText = MessageKey & `keys.${string}`;

/** By `KeyboardEvent.key`. */
const TEXTS: Readonly<Record<string, KeyText>> = {
  Control: "keys.ctrl",
  Alt: "keys.alt",
  Shift: "keys.shift",
  Enter: "keys.enter",
  Escape: "keys.escape",
  Delete: "keys.delete",
  PageUp: "keys.pageUp",
  End: "keys.end",
};
/** The same in every language. */
const SIGNS: Readonly<Record<string, string>> = { ArrowUp: "↑", ArrowDown: "↓" };
const MAC_SIGNS: Readonly<Record<string, string>> = { Meta: "⌘", Alt: "⌥", Shift: "⇧" };

/** What is printed on a key, on keyboards of the present language. */
export const keyName = (key: string, isMac: boolean): string => {
  const sign = (isMac ? MAC_SIGNS[key] : undefined) ?? SIGNS[key];
  if (sign !== undefined) return sign;
  const text = TEXTS[key];
  if (text !== undefined) return t(text);
  return key.length === 1 ? key.toUpperCase() : key;
};

/** The keys of a command in one line, for the places that hint at it. */
export const keysHint = (command: KeyCommand, isMac: boolean): string =>
  KEYMAP.filter((binding) => binding.id === command)
    .flatMap((binding) => chordKeys(binding, isMac))
    .map((key) => keyName(key, isMac))
    .join(" ");

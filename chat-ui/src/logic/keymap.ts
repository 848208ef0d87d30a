import { isPressed, type KeyChord, type KeyPress } from "../../../ui/logic/key-chord.ts";
import type { MessageKey } from "../i18n/schema.ts";

/** Every keyboard command in one table, which also prints the help. */

export type HelpLabel = MessageKey & `help.${string}`;

export type KeyScope = "global" | "composer" | "message" | "list";

export interface Binding extends KeyChord {
  readonly id: KeyCommand;
  readonly scope: KeyScope;
  readonly label: HelpLabel;
}

export type KeyCommand =
  | "switcher"
  | "previous-room"
  | "next-room"
  | "previous-unread"
  | "next-unread"
  | "search"
  | "search-all"
  | "help"
  | "next-region"
  | "previous-region"
  | "focus-composer"
  | "escape"
  | "first-unread"
  | "latest"
  | "bold"
  | "italic"
  | "code"
  | "reply"
  | "edit"
  | "react"
  | "mark-unread"
  | "delete"
  | "copy";

export const KEYMAP: readonly Binding[] = [
  { id: "switcher", scope: "global", key: "k", mod: true, label: "help.switcher" },
  { id: "previous-room", scope: "global", key: "ArrowUp", alt: true, label: "help.previousRoom" },
  { id: "next-room", scope: "global", key: "ArrowDown", alt: true, label: "help.nextRoom" },
  {
    id: "previous-unread",
    scope: "global",
    key: "ArrowUp",
    alt: true,
    shift: true,
    label: "help.previousUnread",
  },
  {
    id: "next-unread",
    scope: "global",
    key: "ArrowDown",
    alt: true,
    shift: true,
    label: "help.nextUnread",
  },
  {
    id: "focus-composer",
    scope: "global",
    key: "l",
    mod: true,
    shift: true,
    label: "help.write",
  },
  { id: "search", scope: "global", key: "f", mod: true, label: "help.searchRoom" },
  {
    id: "search-all",
    scope: "global",
    key: "f",
    mod: true,
    shift: true,
    label: "help.searchAll",
  },
  { id: "help", scope: "global", key: "/", mod: true, label: "help.keys" },
  { id: "next-region", scope: "global", key: "F6", mod: true, label: "help.nextRegion" },
  {
    id: "previous-region",
    scope: "global",
    key: "F6",
    mod: true,
    shift: true,
    label: "help.previousRegion",
  },
  {
    id: "escape",
    scope: "global",
    key: "Escape",
    label: "help.escape",
  },
  {
    id: "first-unread",
    scope: "global",
    key: "PageUp",
    shift: true,
    label: "help.firstUnread",
  },
  { id: "bold", scope: "composer", key: "b", mod: true, label: "help.bold" },
  { id: "italic", scope: "composer", key: "i", mod: true, label: "help.italic" },
  { id: "code", scope: "composer", key: "e", mod: true, label: "help.code" },
  { id: "latest", scope: "list", key: "End", label: "help.latest" },
  { id: "reply", scope: "message", key: "r", label: "help.reply" },
  { id: "edit", scope: "message", key: "e", label: "help.edit" },
  { id: "react", scope: "message", key: "+", label: "help.react" },
  { id: "mark-unread", scope: "message", key: "u", label: "help.unreadFromHere" },
  { id: "copy", scope: "message", key: "c", label: "help.copy" },
  { id: "delete", scope: "message", key: "Delete", label: "help.delete" },
];

/** The command of a key press in the given scope. */
export const commandFor = (
  event: KeyPress,
  scope: KeyScope,
  isMac: boolean,
): KeyCommand | undefined =>
  KEYMAP.find((binding) => binding.scope === scope && isPressed(binding, event, isMac))?.id;

/** Enter that ends an input method's composition is not a command (WebKit reports only keyCode 229). */
export const isComposing = (event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean =>
  event.isComposing || event.keyCode === 229;

import { isPressed, type KeyChord, type KeyPress } from "../../../ui/logic/key-chord.ts";
import type { MessageKey } from "../i18n/schema.ts";
import { SCREENS, type ScreenName } from "./screens.ts";

/** Every keyboard command in one table, which also prints the help. */

type HelpLabel = MessageKey & `help.${string}`;

export type KeyCommand =
  | "help"
  | "filter"
  | "pause"
  | "earlier"
  | "earlier-minute"
  | "later"
  | "later-minute"
  | "live";

export interface Binding extends KeyChord {
  readonly id: KeyCommand;
  readonly section: MessageKey & `help.${string}`;
  readonly label: HelpLabel;
  /** The same command with another key: not a line of its own in the help. */
  readonly variant?: boolean;
}

export const KEYMAP: readonly Binding[] = [
  { id: "filter", section: "help.anywhere", key: "/", label: "help.filter" },
  { id: "help", section: "help.anywhere", key: "/", mod: true, label: "help.keys" },
  { id: "help", section: "help.anywhere", key: "?", label: "help.keys", variant: true },
  { id: "pause", section: "help.time", key: " ", label: "help.pause" },
  { id: "earlier", section: "help.time", key: "ArrowLeft", label: "help.earlier" },
  { id: "later", section: "help.time", key: "ArrowRight", label: "help.later" },
  {
    id: "earlier-minute",
    section: "help.time",
    key: "ArrowLeft",
    shift: true,
    label: "help.earlier",
    variant: true,
  },
  {
    id: "later-minute",
    section: "help.time",
    key: "ArrowRight",
    shift: true,
    label: "help.later",
    variant: true,
  },
  { id: "live", section: "help.time", key: "Escape", label: "help.live" },
];

/** What tables do by themselves, for the help. */
export const TABLE_HELP: readonly {
  readonly keys: readonly string[];
  readonly label: HelpLabel;
}[] = [
  { keys: ["↑", "↓"], label: "help.rows" },
  { keys: ["Home", "End"], label: "help.ends" },
  { keys: ["Enter"], label: "help.open" },
  { keys: ["Space"], label: "help.select" },
];

export const commandFor = (event: KeyPress, mac: boolean): KeyCommand | undefined =>
  KEYMAP.find((binding) => isPressed(binding, event, mac))?.id;

/** The first of two keys that lead to a screen. */
export const LEADER = "g";
/** Until so long after the leader the second key counts. */
export const LEADER_MS = 1_500;

/** The screen that a letter after the leader stands for. */
export const screenFor = ({ key }: Pick<KeyPress, "key">): ScreenName | undefined =>
  SCREENS.find((screen) => screen.key === key.toLowerCase())?.name;

import type { HelpLabel } from "./keymap.ts";

interface HelpRow {
  readonly keys: readonly string[];
  readonly label: HelpLabel;
}

const ENTER_SENDS: readonly HelpRow[] = [
  { keys: ["Enter"], label: "help.send" },
  { keys: ["Shift", "Enter"], label: "help.newLine" },
];
const ENTER_BREAKS: readonly HelpRow[] = [{ keys: ["Enter"], label: "help.newLine" }];
const ELSE: readonly HelpRow[] = [
  { keys: ["@"], label: "help.mention" },
  { keys: [":"], label: "help.findEmoji" },
  { keys: ["#"], label: "help.linkRoom" },
  { keys: ["ArrowUp"], label: "help.editLast" },
];

/** What the composer does by itself, for the help; with fingers alone the button sends. */
export const composerHelp = (fingersAlone: boolean): readonly HelpRow[] => [
  ...(fingersAlone ? ENTER_BREAKS : ENTER_SENDS),
  ...ELSE,
];

import type { RoomRules } from "../../../src/protocol/room-rules.ts";

/** Seconds; 0: off. */
export const SLOW_MODE_CHOICES = [0, 5, 10, 30, 60, 300, 900, 3_600] as const;

/** One a line, each once, in the order in which they are written. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];

export type RuleName = keyof RoomRules;
const RULES = ["slow_mode_s", "read_only", "word_filter"] as const satisfies readonly RuleName[];

/** What of the rules is no longer as it was. */
export const changedRules = (was: RoomRules, now: RoomRules): readonly RuleName[] =>
  RULES.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(now[name]));

/** The rules of these names alone. */
export const onlyRules = (rules: RoomRules, names: readonly RuleName[]): Partial<RoomRules> =>
  Object.fromEntries(names.map((name) => [name, rules[name]]));

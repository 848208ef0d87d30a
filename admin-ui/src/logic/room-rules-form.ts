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

export const sameRules = (a: RoomRules, b: RoomRules): boolean =>
  a.slow_mode_s === b.slow_mode_s &&
  a.read_only === b.read_only &&
  a.word_filter.length === b.word_filter.length &&
  a.word_filter.every((word, place) => word === b.word_filter[place]);

import * as v from "valibot";
import * as p from "./primitives.ts";

export const ROOM_RULES = { slowModeMaxS: 21_600, filterWords: 200, filterWordLength: 64 } as const;

const LETTER = /[\p{L}\p{N}]/u;

/** A word, or several with spaces between; with a `*` at its end any word that begins so. */
export const FilterWord = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(ROOM_RULES.filterWordLength),
  v.check((word) => LETTER.test(word), "must have a letter or a digit"),
  v.check((word) => !word.slice(0, -1).includes("*"), "may have a * at its end alone"),
);
export const WordFilter = v.pipe(v.array(FilterWord), v.maxLength(ROOM_RULES.filterWords));

/** What an admin sets for a room. Its owners and moderators are free of the first two, nobody of the words. */
export const RoomRules = v.strictObject({
  /** At least so many seconds between two messages of one member; 0: none. */
  slow_mode_s: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(ROOM_RULES.slowModeMaxS)),
  /** Only owners and moderators write. */
  read_only: v.boolean(),
  /** Messages with one of these words are refused, whatever their case and diacritics. */
  word_filter: WordFilter,
});
export type RoomRules = v.InferOutput<typeof RoomRules>;

/** A message that the words would have refused. */
export const FilteredMessage = v.strictObject({
  seq: p.Seq,
  sender: v.strictObject({ id: p.Id, display_name: v.string() }),
  at: p.Timestamp,
  snippet: v.string(),
  /** Where the words stand in the snippet, in UTF-16 units. */
  ranges: v.array(v.tuple([p.Count, p.Count])),
});
export type FilteredMessage = v.InferOutput<typeof FilteredMessage>;

import { shownName } from "../../../ui/logic/display-name.ts";
import { folded, MATCH, matchOf } from "./name-match.ts";
import { roomUrl } from "./permalink.ts";

/** What is being named at the caret: the text between `start`, at its @, : or #, and `end`, the caret. */
export interface Completion {
  readonly kind: "mention" | "emoji" | "room";
  readonly query: string;
  readonly start: number;
  readonly end: number;
}

const MENTION = /(?:^|[\s([{"'])@([\p{L}\p{N}_.-]{0,32})$/u;
/** Two letters at least: `:)` and `: ` are no wish for a list. */
const EMOJI = /(?:^|[\s([{"']):([a-z0-9_+-]{2,32})$/i;
/** A letter at least: `#` alone begins a heading. */
const ROOM = /(?:^|[\s([{"'])#([\p{L}\p{N}_.-]{1,32})$/u;
/** No name or shortcode is longer; a long text is not searched on every key. */
const LOOK_BACK = 40;

export const completionAt = (text: string, caret: number): Completion | undefined => {
  const before = text.slice(Math.max(0, caret - LOOK_BACK), caret);
  for (const [kind, pattern] of [
    ["mention", MENTION],
    ["emoji", EMOJI],
    ["room", ROOM],
  ] as const) {
    const query = pattern.exec(before)?.[1];
    if (query !== undefined) return { kind, query, start: caret - query.length - 1, end: caret };
  }
  return undefined;
};

/** A replacement of `[start, end)`; the caret goes behind it. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** Puts `value` where the query stood, and a space behind it unless one stands there already. */
export const complete = (text: string, { start, end }: Completion, value: string): TextChange => {
  const spaced = text[end] === " ";
  return { start, end: spaced ? end + 1 : end, insert: `${value} ` };
};

/** Somebody who can be mentioned: a member with a username. */
export interface Mentionable {
  readonly id: string;
  readonly username: string;
  readonly display_name: string;
}

export const COMPLETIONS_SHOWN = 8;

/** Whether a name, or a word of one, begins with the query, which is folded already. */
const begins = (person: Mentionable, query: string): boolean =>
  query === "" ||
  [person.username, shownName(person.display_name)].some(
    (name) => (matchOf(folded(name), query) ?? MATCH.inside) <= MATCH.word,
  );

/**
 * Those of whom a name begins with the query: whose username it is comes first, then who spoke last, then by
 * username.
 */
export const rankMentions = (
  people: readonly Mentionable[],
  query: string,
  /** Ids, the latest first. */
  speakers: readonly string[],
): Mentionable[] => {
  const wanted = folded(query);
  const isNamed = ({ username }: Mentionable): number => (username === wanted ? 0 : 1);
  const places = new Map(speakers.map((id, place) => [id, place]));
  const placeOf = ({ id }: Mentionable): number => places.get(id) ?? speakers.length;
  return people
    .filter((person) => begins(person, wanted))
    .sort(
      (a, b) =>
        isNamed(a) - isNamed(b) || placeOf(a) - placeOf(b) || (a.username < b.username ? -1 : 1),
    )
    .slice(0, COMPLETIONS_SHOWN);
};

/** A room that can be linked: whoever may read it finds it there. */
export interface Linkable {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

/** Those whose names, or words of them, begin with the query: the nearest first, then by name. */
export const rankRooms = <T extends Linkable>(rooms: readonly T[], query: string): T[] => {
  const wanted = folded(query);
  return rooms
    .flatMap((room) => {
      const match = room.kind === "public" ? matchOf(folded(room.name), wanted) : undefined;
      return match === undefined || match > MATCH.word ? [] : [{ room, match }];
    })
    .sort((a, b) => a.match - b.match || (a.room.name < b.room.name ? -1 : 1))
    .map(({ room }) => room)
    .slice(0, COMPLETIONS_SHOWN);
};

/** Of Markdown: what would end a link's text before its end, or begin something within it. */
const MARKS = /[\\`*_[\]<>~|]/g;

/** A link to the room, as Markdown. */
export const roomLink = (origin: string, { id, name }: Linkable): string =>
  `[#${name.replace(MARKS, "\\$&")}](${roomUrl(origin, id)})`;

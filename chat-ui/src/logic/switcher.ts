import type { Room, RoomSummary } from "../../../src/protocol/rooms.ts";
import type { FoundUser } from "../../../src/protocol/users.ts";
import { shownName } from "../../../ui/logic/display-name.ts";
import { folded, MATCH, type Match, matchOf } from "./name-match.ts";
import { activity } from "./room-list.ts";

/** Where the quick switcher can lead: a room of mine, somebody to write to, a room to join. */
export type Destination =
  | { readonly kind: "room"; readonly key: string; readonly room: RoomSummary }
  | { readonly kind: "person"; readonly key: string; readonly user: FoundUser }
  | { readonly kind: "join"; readonly key: string; readonly room: Room };

export interface SwitcherSources {
  readonly rooms: Iterable<RoomSummary>;
  /** Where one is: of no use as a suggestion. */
  readonly current: string | undefined;
  /** Known here, without asking the server. */
  readonly people: readonly FoundUser[];
  /** What the server found for the text, once it has answered. */
  readonly found?: {
    readonly people: readonly FoundUser[];
    readonly rooms: readonly Room[];
  };
}

const MOST = 50;

const toRoom = (room: RoomSummary): Destination => ({ kind: "room", key: room.id, room });
const toPerson = (user: FoundUser): Destination => ({ kind: "person", key: user.id, user });
const toJoin = (room: Room): Destination => ({ kind: "join", key: room.id, room });

/** A muted room asks for nothing, but for its mentions. */
const urgency = (room: RoomSummary): number => {
  if (room.unread_mentions > 0) return 2;
  return room.unread > 0 && !room.muted ? 1 : 0;
};
const byUrgency = (a: RoomSummary, b: RoomSummary): number =>
  urgency(b) - urgency(a) || activity(b) - activity(a) || (a.id < b.id ? -1 : 1);

/** Nothing typed: what is unread, what was used last, direct rooms, people. */
const suggestions = ({ rooms, current, people }: SwitcherSources): Destination[] => {
  const others = [...rooms].filter((room) => room.id !== current).sort(byUrgency);
  const unread = others.filter((room) => urgency(room) > 0);
  const rest = others.filter((room) => urgency(room) === 0);
  return [
    ...unread,
    ...rest.filter((room) => room.kind !== "direct"),
    ...rest.filter((room) => room.kind === "direct"),
  ]
    .map(toRoom)
    .concat(people.map(toPerson));
};

interface Ranked {
  readonly match: Match;
  readonly destination: Destination;
  readonly room?: RoomSummary;
}

const byRank = (a: Ranked, b: Ranked): number => {
  if (a.match !== b.match) return a.match - b.match;
  if (a.room && b.room) return byUrgency(a.room, b.room);
  return Number(b.room !== undefined) - Number(a.room !== undefined);
};

const personMatch = (user: FoundUser, query: string): Match | undefined => {
  const name = matchOf(folded(shownName(user.display_name)), query);
  const handle = user.username === undefined ? undefined : matchOf(user.username, query);
  if (name === undefined || handle === undefined) return name ?? handle;
  return name < handle ? name : handle;
};

/** Of one's own first, best match first, then what only the server knows: it comes later and moves nothing. */
const answers = (sources: SwitcherSources, query: string): Destination[] => {
  const mine: Ranked[] = [];
  for (const room of sources.rooms) {
    const match = matchOf(folded(shownName(room.name)), query);
    if (match !== undefined) mine.push({ match, destination: toRoom(room), room });
  }
  for (const user of sources.people) {
    const match = personMatch(user, query);
    if (match !== undefined) mine.push({ match, destination: toPerson(user) });
  }
  const { people = [], rooms = [] } = sources.found ?? {};
  return [
    ...mine.sort(byRank).map((ranked) => ranked.destination),
    ...people.map(toPerson),
    ...rooms.map(toJoin),
  ];
};

/**
 * What the switcher lists for a text, the best first: Enter opens the first. Nothing is in it twice: who
 * has a direct room is found as that room, and a room of one's own is not one to join.
 */
export const destinations = (sources: SwitcherSources, text: string): Destination[] => {
  const query = folded(text.replace(/^[@#]/, ""));
  const all = query === "" ? suggestions(sources) : answers(sources, query);
  const taken = new Set<string>();
  for (const room of sources.rooms) if (room.peer) taken.add(room.peer.id);
  const mine = new Set([...sources.rooms].map((room) => room.id));
  return all
    .filter((destination) => {
      const { key, kind } = destination;
      if (taken.has(key) || (kind === "join" && mine.has(key))) return false;
      taken.add(key);
      return true;
    })
    .slice(0, MOST);
};

/** Whether Enter may take the first before the server has answered: not for a few letters in passing. */
export const isSure = (list: readonly Destination[], text: string): boolean => {
  const [first] = list;
  if (!first) return false;
  if (first.kind !== "room") return true;
  const match = matchOf(folded(shownName(first.room.name)), folded(text.replace(/^[@#]/, "")));
  return text.trim() === "" || match !== MATCH.scattered;
};

/** The names that more than one destination bears: those show what tells them apart. */
export const sharedNames = (list: readonly Destination[]): ReadonlySet<string> => {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const destination of list) {
    const name = folded(destinationName(destination));
    if (seen.has(name)) shared.add(name);
    seen.add(name);
  }
  return shared;
};

export const destinationName = (destination: Destination): string =>
  shownName(destination.kind === "person" ? destination.user.display_name : destination.room.name);

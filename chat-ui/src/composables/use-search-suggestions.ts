import { computed, watch } from "vue";
import type { FoundUser, Sender } from "../../../src/protocol/users.ts";
import { formats } from "../i18n/formats.ts";
import { t } from "../i18n/i18n.ts";
import { bestNames } from "../logic/best-names.ts";
import { usualDays } from "../logic/search-days.ts";
import { chipOf, dayStart, type SearchChip, type TypedOperator } from "../logic/search-query.ts";
import { useChat } from "../stores/chat-port.ts";
import { useRooms } from "../stores/rooms.ts";
import { useSession } from "../stores/session.ts";
import { useTimelines } from "../stores/timelines.ts";
import { useSearch } from "./use-search.ts";

/** What completes an operator. */
export interface Suggestion {
  readonly key: string;
  readonly label: string;
  /** What tells it from another of the same name. */
  readonly detail?: string;
  readonly chip: SearchChip;
}

const SHOWN = 7;

/** People, rooms or days for the operator that is being typed. */
export const useSearchSuggestions = (
  typed: () => TypedOperator | undefined,
  roomId: () => string | undefined,
) => {
  const timelines = useTimelines();
  const chat = useChat();
  const rooms = useRooms();
  const session = useSession();
  const people = useSearch<FoundUser>(async (query, signal) => {
    if (query === "") return [];
    const { users } = await chat.rest.call("searchUsers", { query: { q: query }, signal });
    return users;
  });
  watch(typed, (now) => {
    people.query.value = now?.operator === "from" ? now.value : "";
  });

  const suggestPerson = (user: FoundUser | Sender): Suggestion => ({
    key: user.id,
    label: user.display_name,
    ...("username" in user && user.username !== undefined && { detail: `@${user.username}` }),
    ...("number" in user && user.number !== undefined && { detail: String(user.number) }),
    chip: { kind: "from", id: user.id, label: user.display_name },
  });
  const me = (): FoundUser[] =>
    session.user ? [{ id: session.user.id, display_name: t("search.me") }] : [];
  /** Whoever spoke in the room, as guests are found nowhere else; then whom one writes with. */
  const known = (): Map<string, FoundUser | Sender> => {
    const speakers = timelines
      .get(roomId() ?? "")
      .lines.flatMap((line) => (line.kind === "message" ? line.message.sender : []))
      .reverse();
    const peers = rooms.list.flatMap(({ peer }) => peer ?? []);
    return new Map(
      [...speakers, ...peers, ...people.results.value, ...me()].map((user) => [user.id, user]),
    );
  };
  const peopleFor = (query: string): Suggestion[] => {
    const all = known();
    const matching = bestNames([...all.values()], query, ({ display_name }) => display_name);
    // The server matches usernames too.
    const found = people.answered.value === query.trim() ? people.results.value : [];
    const ids = new Set([...matching, ...found].map(({ id }) => id));
    return [...ids].flatMap((id) => {
      const user = all.get(id);
      return user ? suggestPerson(user) : [];
    });
  };
  const roomsFor = (query: string): Suggestion[] =>
    bestNames(rooms.list, query, ({ name }) => name).map(({ id, name }) => ({
      key: id,
      label: name,
      chip: { kind: "in", id, label: name },
    }));
  const daysFor = (kind: "before" | "after", value: string): Suggestion[] => {
    const now = Date.now();
    const exact = chipOf(kind, value) ? [value] : [];
    const days = exact.length > 0 ? exact : usualDays(now).filter((day) => day.startsWith(value));
    return days.map((day) => ({
      key: day,
      label: formats().dayLabel(dayStart(day) ?? now, now),
      detail: day,
      chip: { kind, day },
    }));
  };

  const suggestions = computed((): readonly Suggestion[] => {
    const now = typed();
    if (!now) return [];
    const { operator, value } = now;
    if (operator === "from") return peopleFor(value).slice(0, SHOWN);
    if (operator === "in") return roomsFor(value).slice(0, SHOWN);
    if (operator === "has") {
      return [{ key: "file", label: t("search.hasFile"), chip: { kind: "has" } }];
    }
    return daysFor(operator, value);
  });
  return { suggestions, problem: people.problem };
};

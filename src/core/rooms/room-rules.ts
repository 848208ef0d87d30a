import type { ModerationStore } from "../../ports/store/moderation.ts";
import type { Enforced } from "../../protocol/enforcement.ts";
import type { Message } from "../../protocol/entries.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { FilteredMessage, RoomRules } from "../../protocol/room-rules.ts";
import type { Caller } from "../caller.ts";
import type { History } from "../messages/history.ts";
import { compileWords, type WordFilter } from "../messages/word-filter.ts";
import type { Enforcements } from "../moderation/enforcements.ts";
import type { AdminRooms } from "./admin-rooms.ts";
import { MOST_ROOMS_WITH_RULES, NO_RULES, type RoomRulebook } from "./room-rulebook.ts";

/** The newest messages that a preview looks at, and those that it shows. */
const TESTED = 1_000;
const PAGE = 100;
const SHOWN = 50;
const SNIPPET = 160;
const BEFORE_WORD = 40;

export interface RoomRulesDeps {
  readonly store: ModerationStore;
  readonly rulebook: RoomRulebook;
  readonly rooms: AdminRooms;
  readonly history: History;
  readonly enforcements: Enforcements;
}

type RulesChange = { readonly [K in keyof RoomRules]?: RoomRules[K] | undefined };

export interface FilterPreview {
  readonly tested: number;
  readonly matched: number;
  readonly messages: FilteredMessage[];
}

/** Slow mode, read-only and word filters, as admins set them for rooms. */
export class RoomRuling {
  readonly #deps: RoomRulesDeps;

  constructor(deps: RoomRulesDeps) {
    this.#deps = deps;
  }

  /** Throws `not_found`. */
  async get(roomId: string): Promise<RoomRules> {
    await this.#deps.rooms.get(roomId);
    return this.#deps.rulebook.rules(roomId);
  }

  /**
   * What is left out stays as it was; throws `conflict` where what is in force differs from `was`. In force
   * everywhere when it resolves, where all confirmed.
   */
  async set(
    roomId: string,
    change: RulesChange,
    was: RulesChange = {},
  ): Promise<{ rules: RoomRules; enforced: Enforced }> {
    const { store, rulebook, enforcements, rooms } = this.#deps;
    await rooms.get(roomId);
    let rules = NO_RULES;
    await store.updateRoomRules(roomId, (found) => {
      const before = found ?? NO_RULES;
      if (!isSame(before, merged(before, was))) {
        throw new ProtocolError("conflict", "The rules of the room were changed meanwhile.");
      }
      rules = merged(before, change);
      if (isSame(rules, NO_RULES)) return undefined;
      if (found === undefined && rulebook.size >= MOST_ROOMS_WITH_RULES) {
        throw new ProtocolError("conflict", "Too many rooms have rules of their own.");
      }
      return rules;
    });
    const what = { action: "room.update", target: roomId };
    const enforced = await enforcements.enforce(what, [{ type: "room_rules_changed", roomId }]);
    return { rules, enforced };
  }

  async preview(caller: Caller, roomId: string, words: readonly string[]): Promise<FilterPreview> {
    await this.#deps.rooms.get(roomId);
    const filter = compileWords(words);
    const found: FilteredMessage[] = [];
    let tested = 0;
    let matched = 0;
    let before: number | undefined;
    do {
      const page = await this.#deps.history.messages(roomId, caller.user.id, {
        before,
        limit: PAGE,
      });
      for (const message of page.messages.toReversed()) {
        const view = filter === undefined ? undefined : filtered(message, filter);
        tested += 1;
        if (view === undefined) continue;
        matched += 1;
        if (found.length < SHOWN) found.push(view);
      }
      before = page.has_before ? page.messages[0]?.seq : undefined;
    } while (before !== undefined && tested < TESTED);
    return { tested, matched, messages: found };
  }
}

const isSame = (a: RoomRules, b: RoomRules): boolean => JSON.stringify(a) === JSON.stringify(b);

const merged = (rules: RoomRules, change: RulesChange): RoomRules => ({
  slow_mode_s: change.slow_mode_s ?? rules.slow_mode_s,
  read_only: change.read_only ?? rules.read_only,
  word_filter: change.word_filter ?? rules.word_filter,
});

const filtered = (message: Message, filter: WordFilter): FilteredMessage | undefined => {
  const { content = "", seq, at, sender } = message;
  const ranges = filter.ranges(content);
  const [first] = ranges;
  if (first === undefined) return undefined;
  const from = Math.max(0, first[0] - BEFORE_WORD);
  const snippet = content.slice(from, from + SNIPPET);
  return {
    seq,
    at,
    sender: { id: sender.id, display_name: sender.display_name },
    snippet: snippet.toWellFormed(),
    ranges: ranges
      .filter(([, end]) => end <= from + SNIPPET)
      .map(([start, end]) => [start - from, end - from]),
  };
};

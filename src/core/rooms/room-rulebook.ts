import type { ModerationStore, RoomRulesRecord } from "../../ports/store/moderation.ts";
import type { RoomRules } from "../../protocol/room-rules.ts";
import { compileWords, type WordFilter } from "../messages/word-filter.ts";
import { NewestRead } from "../newest-read.ts";

export const NO_RULES: RoomRules = { slow_mode_s: 0, read_only: false, word_filter: [] };

interface Kept {
  readonly rules: RoomRules;
  readonly words: WordFilter | undefined;
}

/** The rules of all rooms that have any, in memory: every message asks. */
export class RoomRulebook {
  readonly #store: ModerationStore;
  readonly #reads = new NewestRead();
  #rooms: ReadonlyMap<string, Kept> = new Map();

  constructor(store: ModerationStore) {
    this.#store = store;
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** At start, at every `room_rules_changed`, and now and then. Rules that did not change are not compiled anew. */
  async refresh(): Promise<void> {
    await this.#reads.keep(
      () => this.#store.roomRules(),
      (found) => this.#keep(found),
    );
  }

  /** Undefined where there are none. */
  of(roomId: string): Kept | undefined {
    return this.#rooms.get(roomId);
  }

  rules(roomId: string): RoomRules {
    return this.#rooms.get(roomId)?.rules ?? NO_RULES;
  }

  /** The room is gone, and its rules with it. */
  async forget(roomId: string): Promise<void> {
    if (this.#rooms.has(roomId)) await this.#store.updateRoomRules(roomId, () => undefined);
  }

  #keep(found: readonly RoomRulesRecord[]): void {
    const rooms = new Map<string, Kept>();
    for (const { roomId, rules } of found) {
      const before = this.#rooms.get(roomId);
      const isSame = JSON.stringify(before?.rules) === JSON.stringify(rules);
      const kept = { rules, words: compileWords(rules.word_filter) };
      rooms.set(roomId, isSame && before !== undefined ? before : kept);
    }
    this.#rooms = rooms;
  }
}

/** Rooms that can have rules: each server keeps all of them. */
export const MOST_ROOMS_WITH_RULES = 10_000;

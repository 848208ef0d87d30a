import type { ModerationStore } from "../ports/store/moderation.ts";
import type { RoomRules } from "../protocol/room-rules.ts";
import { compileWords, type WordFilter } from "./word-filter.ts";

export const NO_RULES: RoomRules = { slow_mode_s: 0, read_only: false, word_filter: [] };

interface Kept {
  readonly rules: RoomRules;
  readonly words: WordFilter | undefined;
}

/** The rules of all rooms that have any, in memory: every message asks. */
export class RoomRulebook {
  readonly #store: ModerationStore;
  #rooms: ReadonlyMap<string, Kept> = new Map();

  constructor(store: ModerationStore) {
    this.#store = store;
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** At start, at every `room_rules_changed`, and now and then. Rules that did not change are not compiled anew. */
  async refresh(): Promise<void> {
    const rooms = new Map<string, Kept>();
    for (const { roomId, rules } of await this.#store.roomRules()) {
      const before = this.#rooms.get(roomId);
      const isSame = JSON.stringify(before?.rules) === JSON.stringify(rules);
      const kept = { rules, words: compileWords(rules.word_filter) };
      rooms.set(roomId, isSame && before !== undefined ? before : kept);
    }
    this.#rooms = rooms;
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
    if (this.#rooms.has(roomId)) await this.#store.saveRoomRules(roomId, undefined);
  }
}

/** Rooms that can have rules: each server keeps all of them. */
export const MOST_ROOMS_WITH_RULES = 10_000;

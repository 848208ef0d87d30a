import type { RoomTip } from "../ports/store/log.ts";

/** Rooms whose tip is remembered; the others' are read when needed. */
const CAPACITY = 50_000;

/** The tips of rooms, as far as they are known for sure: what the next entry of each is numbered by. */
export class TipCache {
  readonly #tips = new Map<string, RoomTip>();
  readonly #capacity: number;
  #doubts = 0;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#tips.size;
  }

  /** Goes up with each doubt: what was read before one may be older than what the doubt was about. */
  get doubts(): number {
    return this.#doubts;
  }

  get(roomId: string): RoomTip | undefined {
    return this.#tips.get(roomId);
  }

  set(roomId: string, tip: RoomTip): void {
    if (this.#tips.size >= this.#capacity && !this.#tips.has(roomId)) {
      const oldest = this.#tips.keys().next();
      if (oldest.done !== true) this.#tips.delete(oldest.value);
    }
    this.#tips.set(roomId, tip);
  }

  forget(roomId: string): void {
    this.#doubts += 1;
    this.#tips.delete(roomId);
  }

  clear(): void {
    this.#doubts += 1;
    this.#tips.clear();
  }
}

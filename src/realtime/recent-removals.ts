import type { Draft } from "../core/messages/room-log.ts";

/** Who was let in before so many others were shown out has waited too long for it to matter. */
const CAPACITY = 4_096;
/** Of bans and the like, which are rare; each takes a call to ask. */
const BARRINGS = 256;

interface Barring {
  readonly at: number;
  readonly isBarred: (userId: string) => boolean;
}

/**
 * Who was shown out lately, of a room or altogether: what they were let in to write before, and something is still
 * being looked up for, comes too late. Moments are counted, and not measured.
 */
export class RecentRemovals {
  readonly #capacity: number;
  #moment = 0;
  /** Room and user → the last time, oldest first. */
  readonly #fromRooms = new Map<string, number>();
  readonly #barrings: Barring[] = [];

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#fromRooms.size + this.#barrings.length;
  }

  /** The present, to be compared with what comes. */
  get moment(): number {
    return this.#moment;
  }

  fromRoom(roomId: string, userId: string): void {
    this.#moment += 1;
    const key = keyOf(roomId, userId);
    this.#fromRooms.delete(key);
    this.#fromRooms.set(key, this.#moment);
    if (this.#fromRooms.size <= this.#capacity) return;
    const oldest = this.#fromRooms.keys().next();
    if (oldest.done !== true) this.#fromRooms.delete(oldest.value);
  }

  altogether(isBarred: (userId: string) => boolean): void {
    this.#moment += 1;
    this.#barrings.push({ at: this.#moment, isBarred });
    if (this.#barrings.length > BARRINGS) this.#barrings.shift();
  }

  /** Whether its sender was shown out after `moment`. */
  since(moment: number, { roomId, sender }: Draft): boolean {
    if (moment >= this.#moment) return false;
    const removedAt = this.#fromRooms.get(keyOf(roomId, sender.id)) ?? 0;
    if (removedAt > moment) return true;
    return this.#barrings.some(({ at, isBarred }) => at > moment && isBarred(sender.id));
  }
}

const keyOf = (roomId: string, userId: string): string => `${roomId} ${userId}`;

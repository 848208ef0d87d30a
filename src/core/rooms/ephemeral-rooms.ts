import type { Logger } from "../../ports/logger.ts";
import type { RoomRecord } from "../../ports/store/rooms.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { Absences } from "./absences.ts";
import type { Memberships } from "./memberships.ts";
import type { RoomContext } from "./room-context.ts";

const SWEEP_MS = 1_000;
const ROOMS_PER_SWEEP = 100;

/**
 * The end of ephemeral rooms (PROTOCOL §1): when the last one leaves, or after EPHEMERAL_TTL without traffic.
 * A user whose last connection has been gone for 60 s has left.
 */
export class EphemeralRooms {
  readonly #context: RoomContext;
  readonly #memberships: Memberships;
  readonly #logger: Logger;
  readonly #absences = new Absences(LIMITS.ephemeralGraceMs);
  #sweeping = false;

  constructor(context: RoomContext, memberships: Memberships, logger: Logger) {
    this.#context = context;
    this.#memberships = memberships;
    this.#logger = logger;
  }

  /** Users whose last connection went lately: their rooms wait for them. */
  get absences(): number {
    return this.#absences.size;
  }

  start(): void {
    const { clock, presence } = this.#context;
    presence.onGone((userId, absence) => this.#absences.gone(userId, absence, clock.monotonic()));
    clock.every(SWEEP_MS, () => void this.#sweep());
    // Members of a server that stopped have 60 s to come back before anybody's clock starts.
    clock.after(LIMITS.ephemeralGraceMs, () => void this.#startClocksSafely());
  }

  async #startClocksSafely(): Promise<void> {
    const { clock } = this.#context;
    try {
      await this.#startClocks();
    } catch (error) {
      this.#logger.warn("ephemeral clocks not started", { error: String(error) });
      clock.after(SWEEP_MS, () => void this.#startClocksSafely());
    }
  }

  async #sweep(): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      await this.#expireRooms();
      await this.#expireMembers();
    } catch (error) {
      this.#logger.warn("ephemeral sweep failed", { error: String(error) });
    } finally {
      this.#sweeping = false;
    }
  }

  async #expireRooms(): Promise<void> {
    const { store, views, clock } = this.#context;
    const hasExpired = (room: RoomRecord): boolean => views.expiresAt(room) <= clock.now();
    const expired = (await store.rooms.ephemeralRooms()).filter(hasExpired);
    for (const { id } of expired.slice(0, ROOMS_PER_SWEEP)) {
      // Those before it may have taken minutes: servers that hang are waited for each time.
      const room = await store.rooms.room(id);
      if (room !== undefined && hasExpired(room)) await this.#memberships.deleteRoom(id);
    }
  }

  async #expireMembers(): Promise<void> {
    const { clock, presence } = this.#context;
    for (const [userId, end] of this.#absences.due(clock.monotonic())) {
      if (!presence.isConnected(userId)) await this.#leaveAll(userId);
      // Not before it is done: a sweep that fails is repeated.
      this.#absences.settled(userId, end);
    }
  }

  async #leaveAll(userId: string): Promise<void> {
    const { store, directory } = this.#context;
    for (const roomId of await store.rooms.roomIdsOf(userId)) {
      const room = await store.rooms.room(roomId);
      if (room?.kind !== "ephemeral") continue;
      const sender = (await directory.resolve([userId]))(userId);
      await this.#memberships.remove(room, userId, "expired", sender);
    }
  }

  async #startClocks(): Promise<void> {
    const { store, presence, clock } = this.#context;
    const now = clock.monotonic();
    for (const room of await store.rooms.ephemeralRooms()) {
      for (const userId of await this.#memberIds(room)) {
        if (!presence.isConnected(userId) && !this.#absences.has(userId)) {
          this.#absences.gone(userId, "left", now);
        }
      }
    }
  }

  async #memberIds(room: RoomRecord): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#context.store.rooms.members(room.id, cursor, 100);
      for (const { userId } of page.items) ids.push(userId);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return ids;
  }
}

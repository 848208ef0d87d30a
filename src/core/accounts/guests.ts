import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Presence } from "../../ports/presence.ts";
import type { Random } from "../../ports/random.ts";
import type { AccountStore, UserRecord } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Removal } from "./user-removal.ts";

export interface GuestsDeps {
  readonly accounts: AccountStore;
  readonly presence: Presence;
  readonly removal: Removal;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

const SWEEP_MS = 60_000;
const GUESTS_PER_STEP = 100;
/** With half of all numbers in use, 16 blind tries miss once in 65,536 times. */
const BLIND_TRIES = 16;
const NUMBERS = LIMITS.guestNumberMax - LIMITS.guestNumberMin + 1;

/** Guests and their numbers, which are unique among the living. */
export class Guests {
  readonly #deps: GuestsDeps;
  #sweeping = false;

  constructor(deps: GuestsDeps) {
    this.#deps = deps;
  }

  /** Frees the numbers of guests that were not used for an hour, now and then. */
  start(): void {
    this.#deps.clock.every(SWEEP_MS, () => void this.sweep());
  }

  async create(displayName: string | undefined): Promise<UserRecord> {
    for (let i = 0; i < BLIND_TRIES; i++) {
      const number = LIMITS.guestNumberMin + Math.floor(this.#deps.random.fraction() * NUMBERS);
      const guest = await this.#create(number, displayName);
      if (guest !== undefined) return guest;
    }
    const taken = new Set(await this.#deps.accounts.guestNumbers());
    for (let number = LIMITS.guestNumberMin; number <= LIMITS.guestNumberMax; number++) {
      const guest = taken.has(number) ? undefined : await this.#create(number, displayName);
      if (guest !== undefined) return guest;
    }
    throw new ProtocolError("unavailable", "All guest numbers are in use; try again later.");
  }

  /** Resolves when all that were due are freed. */
  async sweep(): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      while (await this.#freeSome());
    } catch (error) {
      this.#deps.logger.warn("Freeing unused guests failed; the next sweep tries again", {
        cause: String(error),
      });
    } finally {
      this.#sweeping = false;
    }
  }

  async #create(number: number, displayName: string | undefined): Promise<UserRecord | undefined> {
    const { accounts, clock, random } = this.#deps;
    const now = clock.now();
    const guest: UserRecord = {
      id: random.uuid(now),
      kind: "guest",
      displayName: displayName ?? `Guest ${number}`,
      number,
      role: "user",
      disabled: false,
      deleted: false,
      createdAt: now,
      lastSeenAt: now,
    };
    return (await accounts.createUser(guest)) === "created" ? guest : undefined;
  }

  async #freeSome(): Promise<boolean> {
    const { accounts, presence, removal, clock } = this.#deps;
    const idle = await accounts.idleGuests(clock.now() - LIMITS.guestIdleMs, GUESTS_PER_STEP);
    for (const guest of idle) {
      if (presence.isConnected(guest.id)) {
        await accounts.updateUser(guest.id, { lastSeenAt: clock.now() });
      } else {
        // Their name stays with what they wrote; only the number and the sign-in are gone.
        await removal.remove(guest, guest.displayName);
      }
    }
    return idle.length === GUESTS_PER_STEP;
  }
}

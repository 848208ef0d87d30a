import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { UserRecord } from "../../ports/store/accounts.ts";
import type { Store } from "../../ports/store/store.ts";
import { CLOSE } from "../../protocol/errors.ts";
import { afterwards } from "../afterwards.ts";
import type { Memberships } from "../rooms/memberships.ts";
import { senderOf } from "./user-directory.ts";
import { viewUser } from "./user-view.ts";

export interface UserRemovalDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly memberships: Memberships;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
}

const SWEEP_MS = 60_000;
const USERS_PER_STEP = 100;

/** The end of a user: an account that its owner deleted, or a guest that nobody uses. */
export interface Removal {
  /** Resolves once nothing acts for them any more; what they wrote stays, under `displayName`. */
  remove(user: UserRecord, displayName: string): Promise<void>;
}

/** Once somebody is deleted nobody can ask for the rest: the store notes it, and sweeps see to it. */
export class UserRemoval implements Removal {
  readonly #deps: UserRemovalDeps;
  #sweeping = false;

  constructor(deps: UserRemovalDeps) {
    this.#deps = deps;
  }

  /** Leaves the rooms that a server did not get to leave before it ended, now and then. */
  start(): void {
    this.#deps.clock.every(SWEEP_MS, () => void this.sweep());
  }

  async remove(user: UserRecord, displayName: string): Promise<void> {
    const { store, bus, clock } = this.#deps;
    const userId = user.id;
    await store.accounts.deleteUser(userId, displayName);
    await bus.command({ type: "user_closed", userId, code: CLOSE.unauthenticated });
    if (displayName !== user.displayName) {
      const { id, kind, role, created_at } = viewUser(user);
      await bus.command({
        type: "user_updated",
        user: { id, kind, role, created_at, display_name: displayName },
      });
    }
    await afterwards(clock, () => this.#leaveRooms(user, displayName));
  }

  /** Resolves when no deleted user is in a room any more that can be left. */
  async sweep(): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      while (await this.#finishSome());
    } catch (error) {
      this.#deps.logger.warn("Leaving the rooms of deleted users failed; the next sweep goes on", {
        cause: String(error),
      });
    } finally {
      this.#sweeping = false;
    }
  }

  async #finishSome(): Promise<boolean> {
    const { accounts } = this.#deps.store;
    const leaving = await accounts.leavingUsers(USERS_PER_STEP);
    for (const user of leaving) {
      await this.#leaveRooms(user, user.displayName);
      await accounts.leftRooms(user.id);
    }
    return leaving.length === USERS_PER_STEP;
  }

  /** So that their rooms get another owner, and an empty one ends. Direct rooms stay with the other. */
  async #leaveRooms(user: UserRecord, displayName: string): Promise<void> {
    const { store, memberships } = this.#deps;
    const sender = senderOf({ ...user, displayName });
    for (const roomId of await store.rooms.roomIdsOf(user.id)) {
      const room = await store.rooms.room(roomId);
      if (room === undefined || room.kind === "direct") continue;
      await memberships.remove(room, user.id, "left", sender);
    }
  }
}

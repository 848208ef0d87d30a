import type { Bus } from "../../ports/bus.ts";
import type { UserRecord } from "../../ports/store/accounts.ts";
import type { Store } from "../../ports/store/store.ts";
import { CLOSE } from "../../protocol/errors.ts";
import type { Memberships } from "../rooms/memberships.ts";
import { senderOf } from "./user-directory.ts";
import { viewUser } from "./user-view.ts";

/** The end of a user: an account that its owner deleted, or a guest that nobody uses. */
export interface Removal {
  /** Resolves once nothing acts for them any more; what they wrote stays, under `displayName`. */
  remove(user: UserRecord, displayName: string): Promise<void>;
}

export class UserRemoval implements Removal {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #memberships: Memberships;

  constructor(store: Store, bus: Bus, memberships: Memberships) {
    this.#store = store;
    this.#bus = bus;
    this.#memberships = memberships;
  }

  async remove(user: UserRecord, displayName: string): Promise<void> {
    const userId = user.id;
    await this.#store.accounts.deleteUser(userId, displayName);
    await this.#bus.command({ type: "user_closed", userId, code: CLOSE.unauthenticated });
    if (displayName !== user.displayName) {
      const { id, kind, role, created_at } = viewUser(user);
      await this.#bus.command({
        type: "user_updated",
        user: { id, kind, role, created_at, display_name: displayName },
      });
    }
    await this.#leaveRooms(user, displayName);
  }

  /** So that their rooms get another owner, and an empty one ends. Direct rooms stay with the other. */
  async #leaveRooms(user: UserRecord, displayName: string): Promise<void> {
    const sender = senderOf({ ...user, displayName });
    for (const roomId of await this.#store.rooms.roomIdsOf(user.id)) {
      const room = await this.#store.rooms.room(roomId);
      if (room === undefined || room.kind === "direct") continue;
      await this.#memberships.remove(room, user.id, "left", sender);
    }
  }
}

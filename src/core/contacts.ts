import type { AccountStore, UserRecord } from "../ports/store/accounts.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { foldText } from "../protocol/search-terms.ts";
import type { FoundUser } from "../protocol/users.ts";
import type { Caller } from "./caller.ts";
import { viewFoundUser } from "./user-view.ts";

const FOUND_USERS = 20;
const MAX_BLOCKED = 1_000;

/** Finding other users, and keeping some of them away. */
export class Contacts {
  readonly #accounts: AccountStore;

  constructor(accounts: AccountStore) {
    this.#accounts = accounts;
  }

  async search(query: string): Promise<FoundUser[]> {
    const prefix = foldText(query.trim());
    if (prefix === "") return [];
    return (await this.#accounts.findUsers(prefix, FOUND_USERS)).map(viewFoundUser);
  }

  async block(caller: Caller, userId: string): Promise<void> {
    if (userId === caller.user.id) throw new ProtocolError("bad_request", "That is you.");
    await this.#requireLiving(userId);
    const blocked = await this.#accounts.blocked(caller.user.id);
    if (blocked.includes(userId)) return;
    if (blocked.length >= MAX_BLOCKED) {
      throw new ProtocolError("conflict", `You have blocked ${MAX_BLOCKED} users already.`);
    }
    await this.#accounts.block(caller.user.id, userId);
  }

  /** Harmless when not blocked. */
  async unblock(caller: Caller, userId: string): Promise<void> {
    await this.#accounts.unblock(caller.user.id, userId);
  }

  async blocked(caller: Caller): Promise<FoundUser[]> {
    const ids = await this.#accounts.blocked(caller.user.id);
    return (await this.#accounts.users(ids)).map(viewFoundUser);
  }

  async #requireLiving(userId: string): Promise<UserRecord> {
    const user = await this.#accounts.user(userId);
    if (user === undefined || user.deleted) throw new ProtocolError("not_found", "No such user.");
    return user;
  }
}

import type { AccountStore, Page, UserRecord } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { foldText } from "../../protocol/search-terms.ts";
import type { FoundUser } from "../../protocol/users.ts";
import type { Caller } from "../caller.ts";
import { pageById } from "../page-by-id.ts";
import { viewFoundUser } from "./user-view.ts";

const MAX_BLOCKED = 1_000;

interface FoundUsers {
  readonly users: FoundUser[];
  readonly next_cursor?: string;
}

const viewPage = ({ items, nextCursor }: Page<UserRecord>): FoundUsers => {
  const users = items.map(viewFoundUser);
  return nextCursor === undefined ? { users } : { users, next_cursor: nextCursor };
};

/** Finding other users, and keeping some of them away. */
export class Contacts {
  readonly #accounts: AccountStore;

  constructor(accounts: AccountStore) {
    this.#accounts = accounts;
  }

  async search(query: string, cursor: string | undefined, limit: number): Promise<FoundUsers> {
    const prefix = foldText(query.trim());
    return viewPage(await this.#accounts.findUsers(prefix, cursor, limit));
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

  async blocked(caller: Caller, cursor: string | undefined, limit: number): Promise<FoundUsers> {
    const users = await this.#accounts.users(await this.#accounts.blocked(caller.user.id));
    return viewPage(pageById(users, cursor, limit));
  }

  async #requireLiving(userId: string): Promise<UserRecord> {
    const user = await this.#accounts.user(userId);
    if (user === undefined || user.deleted) throw new ProtocolError("not_found", "No such user.");
    return user;
  }
}

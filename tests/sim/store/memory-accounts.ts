import type { AccountStore, SessionRecord, UserRecord } from "../../../src/ports/store/accounts.ts";
import type { Sync } from "./sync.ts";

type Simulated = Pick<
  Sync<AccountStore>,
  "user" | "users" | "updateUser" | "session" | "sessionsById" | "blocked" | "blocks"
>;

/** Users and their sessions. Nobody registers during a run. */
export class MemoryAccounts implements Simulated {
  readonly #users = new Map<string, UserRecord>();
  readonly #sessions = new Map<string, SessionRecord>();

  add(user: UserRecord, session: SessionRecord): void {
    this.#users.set(user.id, user);
    this.#sessions.set(session.id, session);
  }

  user(id: string): UserRecord | undefined {
    return this.#users.get(id);
  }

  users(ids: readonly string[]): UserRecord[] {
    return ids.map((id) => this.#users.get(id)).filter((user) => user !== undefined);
  }

  updateUser(id: string, patch: Partial<UserRecord>): UserRecord | undefined {
    const user = this.#users.get(id);
    if (user === undefined) return undefined;
    const updated = { ...user, ...patch };
    this.#users.set(id, updated);
    return updated;
  }

  session(id: string): SessionRecord | undefined {
    return this.#sessions.get(id);
  }

  sessionsById(ids: readonly string[]): SessionRecord[] {
    return ids.map((id) => this.#sessions.get(id)).filter((session) => session !== undefined);
  }

  blocked(): string[] {
    return [];
  }

  blocks(): boolean {
    return false;
  }
}

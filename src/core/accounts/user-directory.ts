import type { AccountStore, UserRecord } from "../../ports/store/accounts.ts";
import type { Sender, User } from "../../protocol/users.ts";

export type SenderOf = (userId: string) => Sender;

/** Who no longer is, or never was. */
const nobody = (id: string): Sender => ({ id, display_name: "deleted user" });

export const senderOf = (user: User | UserRecord): Sender => {
  const name = "display_name" in user ? user.display_name : user.displayName;
  return user.number === undefined
    ? { id: user.id, display_name: name }
    : { id: user.id, display_name: name, number: user.number };
};

/** The names that entries are shown under: entries store ids alone, so that a rename shows everywhere. */
export class UserDirectory {
  readonly #accounts: AccountStore;
  readonly #capacity: number;
  /** In order of use: the first is the next to be forgotten. */
  readonly #senders = new Map<string, Sender>();
  /** What was read before one may be older than what was missed. */
  #clears = 0;

  constructor(accounts: AccountStore, capacity = 50_000) {
    this.#accounts = accounts;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#senders.size;
  }

  /** Learns the names of all `ids`, and answers how to look them up without I/O. */
  async resolve(ids: Iterable<string>): Promise<SenderOf> {
    const known = new Map<string, Sender>();
    const missing: string[] = [];
    for (const id of ids) {
      if (known.has(id)) continue;
      const sender = this.#touch(id);
      known.set(id, sender ?? nobody(id));
      if (sender === undefined) missing.push(id);
    }
    if (missing.length > 0) {
      const clears = this.#clears;
      for (const user of await this.#accounts.users(missing)) {
        // Renamed while the store was asked, perhaps: what was told meanwhile is newer than what it answered.
        const sender = this.#senders.get(user.id) ?? senderOf(user);
        known.set(user.id, sender);
        if (this.#clears === clears) this.put(sender);
      }
    }
    return (id) => known.get(id) ?? nobody(id);
  }

  /** A user as just seen or renamed. */
  put(sender: Sender): void {
    this.#senders.delete(sender.id);
    this.#senders.set(sender.id, sender);
    if (this.#senders.size > this.#capacity) {
      const oldest = this.#senders.keys().next();
      if (oldest.done !== true) this.#senders.delete(oldest.value);
    }
  }

  /** Renames may have been missed. */
  clear(): void {
    this.#clears += 1;
    this.#senders.clear();
  }

  #touch(id: string): Sender | undefined {
    const sender = this.#senders.get(id);
    if (sender !== undefined) this.put(sender);
    return sender;
  }
}

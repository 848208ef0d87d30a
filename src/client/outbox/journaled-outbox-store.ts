import type { StoredSend } from "./outbox-item.ts";
import type { OutboxStore } from "./outbox-store.ts";

/** The part of Web Storage that is used: what is set is there, whatever becomes of the page in the next moment. */
export type Journal = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

const PREFIX = "crosstalk.send.";

const keyOf = (account: string, cid: string): string => `${PREFIX}${account}.${cid}`;

const isSend = (value: unknown): value is StoredSend =>
  typeof value === "object" &&
  value !== null &&
  ["account", "room_id", "cid", "content"].every(
    (key) => typeof Reflect.get(value, key) === "string",
  ) &&
  typeof Reflect.get(value, "queued_at") === "number";

/**
 * A store that takes a moment to make a send durable, with a journal that holds it at once and until then: whoever
 * presses Enter and leaves the page loses nothing. What carries files is not journaled: their bytes are too large.
 */
export class JournaledOutboxStore implements OutboxStore {
  readonly #store: OutboxStore;
  readonly #journal: () => Journal;

  /** `journal` may throw, as a browser does that forbids its storage: it is then done without. */
  constructor(store: OutboxStore, journal: () => Journal) {
    this.#store = store;
    this.#journal = journal;
  }

  /**
   * With what a page that was left had journaled; or another one just has, which then finds it added. All are added
   * before anything else is asked of the store: what is removed meanwhile must not come back.
   */
  async load(account: string): Promise<readonly StoredSend[]> {
    await Promise.all(
      this.#journaled(account).map(async (send) => {
        await this.#store.add(send);
        this.#strike(send.account, send.cid);
      }),
    );
    return this.#store.load(account);
  }

  /** Where the store fails it stays in the journal until it is acked. */
  async add(send: StoredSend): Promise<void> {
    if (send.files === undefined) {
      this.#try((journal) => journal.setItem(keyOf(send.account, send.cid), JSON.stringify(send)));
    }
    await this.#store.add(send);
    this.#strike(send.account, send.cid);
  }

  async update(send: StoredSend): Promise<void> {
    await this.#store.update(send);
  }

  async remove(account: string, cid: string): Promise<void> {
    this.#strike(account, cid);
    await this.#store.remove(account, cid);
  }

  async clear(account: string): Promise<void> {
    for (const key of this.#keys(account)) this.#try((journal) => journal.removeItem(key));
    await this.#store.clear(account);
  }

  #strike(account: string, cid: string): void {
    this.#try((journal) => journal.removeItem(keyOf(account, cid)));
  }

  /** In the order in which they were sent. */
  #journaled(account: string): StoredSend[] {
    const sends = this.#keys(account).flatMap((key): StoredSend[] => {
      const send = this.#try((journal): unknown => JSON.parse(journal.getItem(key) ?? "null"));
      return isSend(send) ? [send] : [];
    });
    return sends.sort((a, b) => a.queued_at - b.queued_at);
  }

  #keys(account: string): string[] {
    const all = this.#try((journal) =>
      Array.from({ length: journal.length }, (_, i) => journal.key(i)),
    );
    return (all ?? [])
      .filter((key) => key !== null)
      .filter((key) => key.startsWith(keyOf(account, "")));
  }

  #try<T>(work: (journal: Journal) => T): T | undefined {
    try {
      return work(this.#journal());
    } catch {
      // Full or forbidden: what is sent is then as durable as the store makes it.
      return undefined;
    }
  }
}

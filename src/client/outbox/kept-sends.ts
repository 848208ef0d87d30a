import type { StoredSend } from "./outbox-item.ts";
import type { OutboxStore } from "./outbox-store.ts";

/**
 * What the store holds of an outbox. A store that fails (a full disk, a private window) must not keep anyone
 * from talking: nothing here rejects but `clear`.
 */
export class KeptSends {
  readonly #store: OutboxStore;
  /** What left while the store was being read, and must not come back by it. */
  #leftWhileReading: Set<string> | undefined;

  constructor(store: OutboxStore) {
    this.#store = store;
  }

  async add(send: StoredSend): Promise<"stored" | "volatile"> {
    return this.#store.add(send).then(
      () => "stored",
      () => "volatile",
    );
  }

  async update(send: StoredSend): Promise<void> {
    await this.#store.update(send).catch(() => undefined);
  }

  remove({ account, cid }: StoredSend): void {
    this.left(cid);
    // One that stays is sent again after a reload, with the same cid: harmless.
    this.#store.remove(account, cid).catch(() => undefined);
  }

  /** It is in the outbox no more. */
  left(cid: string): void {
    this.#leftWhileReading?.add(cid);
  }

  /** In the order in which they were added; undefined where they can't be read. */
  async load(account: string): Promise<readonly StoredSend[] | undefined> {
    const left = new Set<string>();
    this.#leftWhileReading = left;
    const stored = await this.#store.load(account).catch(() => undefined);
    return stored?.filter(({ cid }) => !left.has(cid));
  }

  /** The cids of all that are kept, of whichever tab. */
  async cids(account: string): Promise<readonly string[]> {
    const stored = await this.#store.load(account).catch(() => []);
    return stored.map(({ cid }) => cid);
  }

  async clear(account: string): Promise<void> {
    await this.#store.clear(account);
  }
}

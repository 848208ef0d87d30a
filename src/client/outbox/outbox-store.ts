import type { StoredSend } from "./outbox-item.ts";

/** Where sends wait for their ack; shared by all tabs of a browser. */
export interface OutboxStore {
  /** All of the account's, in the order in which they were added, by whichever tab. */
  load(account: string): Promise<readonly StoredSend[]>;
  /** Durable when it resolves. One of its account and cid that is there already stays. */
  add(send: StoredSend): Promise<void>;
  /** Replaces the one of its account and cid, in its place; nothing when there is none. */
  update(send: StoredSend): Promise<void>;
  remove(account: string, cid: string): Promise<void>;
  clear(account: string): Promise<void>;
}

/** For bots and tests: as durable as the process. */
export class MemoryOutboxStore implements OutboxStore {
  /** By account, then by cid; a Map keeps the order of adding. */
  readonly #sends = new Map<string, Map<string, StoredSend>>();

  async load(account: string): Promise<readonly StoredSend[]> {
    return [...(this.#sends.get(account)?.values() ?? [])];
  }
  async add(send: StoredSend): Promise<void> {
    let sends = this.#sends.get(send.account);
    if (sends === undefined) {
      sends = new Map();
      this.#sends.set(send.account, sends);
    }
    if (!sends.has(send.cid)) sends.set(send.cid, send);
  }
  async update(send: StoredSend): Promise<void> {
    const sends = this.#sends.get(send.account);
    if (sends?.has(send.cid) === true) sends.set(send.cid, send);
  }
  async remove(account: string, cid: string): Promise<void> {
    this.#sends.get(account)?.delete(cid);
  }
  async clear(account: string): Promise<void> {
    this.#sends.delete(account);
  }
}

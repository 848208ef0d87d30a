import type { StoredSend } from "./outbox-item.ts";

/** Where sends wait for their ack; shared by all tabs of a browser. */
export interface OutboxStore {
  /** All of the account's, in the order in which they were added, by whichever tab. */
  load(account: string): Promise<readonly StoredSend[]>;
  /** Durable when it resolves. */
  add(send: StoredSend): Promise<void>;
  /** Replaces the one of its account and cid, in its place; nothing when there is none. */
  update(send: StoredSend): Promise<void>;
  remove(account: string, cid: string): Promise<void>;
  clear(account: string): Promise<void>;
}

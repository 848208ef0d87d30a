import type { DBSchema } from "idb";
import { LazyIndexedDB } from "../lazy-indexeddb.ts";
import type { LeaseStore } from "./lease-exclusive.ts";
import type { StoredSend } from "./outbox-item.ts";
import type { OutboxStore } from "./outbox-store.ts";

interface Row extends StoredSend {
  /** Given by the database, ascending over all tabs: the order of adding. */
  readonly position?: number;
}

interface Schema extends DBSchema {
  sends: { key: number; value: Row; indexes: { account: string; cid: [string, string] } };
  leases: { key: string; value: { name: string; holder: string; until: number } };
}

/** The outbox of a browser profile, shared by its tabs; it holds unsent text in the clear until that is acked. */
export class IndexedDBOutboxStore implements OutboxStore, LeaseStore {
  readonly #database: LazyIndexedDB<Schema>;

  constructor(name = "crosstalk") {
    this.#database = new LazyIndexedDB<Schema>(name, (db) => {
      const sends = db.createObjectStore("sends", { keyPath: "position", autoIncrement: true });
      sends.createIndex("account", "account");
      sends.createIndex("cid", ["account", "cid"], { unique: true });
      db.createObjectStore("leases", { keyPath: "name" });
    });
  }

  /** Opens ahead of the first use, which need not wait for it then. */
  prepare(): void {
    // What fails here fails there again, and is told.
    this.#database.get().catch(() => undefined);
  }

  async load(account: string): Promise<readonly StoredSend[]> {
    const db = await this.#database.get();
    // An index on one value lists its rows by primary key, which is their position.
    const rows = await db.getAllFromIndex("sends", "account", account);
    return rows.map(({ position: _, ...send }) => send);
  }

  async add(send: StoredSend): Promise<void> {
    const db = await this.#database.get();
    const tx = db.transaction("sends", "readwrite", { durability: "strict" });
    const position = await tx.store.index("cid").getKey([send.account, send.cid]);
    // Together, here and below: where the one fails so does the other. Positions begin at 1.
    await Promise.all([position ?? tx.store.add(send), tx.done]);
  }

  async update(send: StoredSend): Promise<void> {
    const db = await this.#database.get();
    const tx = db.transaction("sends", "readwrite");
    const position = await tx.store.index("cid").getKey([send.account, send.cid]);
    await Promise.all([position && tx.store.put({ ...send, position }), tx.done]);
  }

  async remove(account: string, cid: string): Promise<void> {
    const db = await this.#database.get();
    const tx = db.transaction("sends", "readwrite");
    const position = await tx.store.index("cid").getKey([account, cid]);
    if (position !== undefined) await tx.store.delete(position);
    await tx.done;
  }

  async clear(account: string): Promise<void> {
    const db = await this.#database.get();
    const tx = db.transaction("sends", "readwrite");
    const positions = await tx.store.index("account").getAllKeys(account);
    await Promise.all([...positions.map((position) => tx.store.delete(position)), tx.done]);
  }

  async acquireLease(name: string, holder: string, now: number, until: number): Promise<boolean> {
    const db = await this.#database.get();
    const tx = db.transaction("leases", "readwrite");
    const lease = await tx.store.get(name);
    const free = lease === undefined || lease.holder === holder || lease.until <= now;
    if (free) await tx.store.put({ name, holder, until });
    await tx.done;
    return free;
  }

  async releaseLease(name: string, holder: string): Promise<void> {
    const db = await this.#database.get();
    const tx = db.transaction("leases", "readwrite");
    const lease = await tx.store.get(name);
    if (lease?.holder === holder) await tx.store.delete(name);
    await tx.done;
  }
}

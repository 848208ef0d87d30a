// biome-ignore lint/correctness/noUndeclaredDependencies: bundled into the UI; no server loads this file
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
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

const VERSION = 1;

/** The outbox of a browser profile, shared by its tabs; it holds unsent text in the clear until that is acked. */
export class IndexedDBOutboxStore implements OutboxStore, LeaseStore {
  readonly #name: string;
  #opening: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(name = "crosstalk") {
    this.#name = name;
  }

  /** Opens ahead of the first use, which need not wait for it then. */
  prepare(): void {
    // What fails here fails there again, and is told.
    this.#db().catch(() => undefined);
  }

  async load(account: string): Promise<readonly StoredSend[]> {
    const db = await this.#db();
    // An index on one value lists its rows by primary key, which is their position.
    const rows = await db.getAllFromIndex("sends", "account", account);
    return rows.map(({ position: _, ...send }) => send);
  }

  async add(send: StoredSend): Promise<void> {
    const db = await this.#db();
    const tx = db.transaction("sends", "readwrite", { durability: "strict" });
    await Promise.all([tx.store.add(send), tx.done]);
  }

  async update(send: StoredSend): Promise<void> {
    const db = await this.#db();
    const tx = db.transaction("sends", "readwrite");
    const position = await tx.store.index("cid").getKey([send.account, send.cid]);
    if (position !== undefined) await tx.store.put({ ...send, position });
    await tx.done;
  }

  async remove(account: string, cid: string): Promise<void> {
    const db = await this.#db();
    const tx = db.transaction("sends", "readwrite");
    const position = await tx.store.index("cid").getKey([account, cid]);
    if (position !== undefined) await tx.store.delete(position);
    await tx.done;
  }

  async clear(account: string): Promise<void> {
    const db = await this.#db();
    const tx = db.transaction("sends", "readwrite");
    const positions = await tx.store.index("account").getAllKeys(account);
    await Promise.all([...positions.map((position) => tx.store.delete(position)), tx.done]);
  }

  async acquireLease(name: string, holder: string, now: number, until: number): Promise<boolean> {
    const db = await this.#db();
    const tx = db.transaction("leases", "readwrite");
    const lease = await tx.store.get(name);
    const free = lease === undefined || lease.holder === holder || lease.until <= now;
    if (free) await tx.store.put({ name, holder, until });
    await tx.done;
    return free;
  }

  async releaseLease(name: string, holder: string): Promise<void> {
    const db = await this.#db();
    const tx = db.transaction("leases", "readwrite");
    const lease = await tx.store.get(name);
    if (lease?.holder === holder) await tx.store.delete(name);
    await tx.done;
  }

  #db(): Promise<IDBPDatabase<Schema>> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    const forget = () => {
      this.#opening = undefined;
    };
    return openDB<Schema>(this.#name, VERSION, {
      upgrade(db) {
        const sends = db.createObjectStore("sends", { keyPath: "position", autoIncrement: true });
        sends.createIndex("account", "account");
        sends.createIndex("cid", ["account", "cid"], { unique: true });
        db.createObjectStore("leases", { keyPath: "name" });
      },
      // A newer version in another tab wants to upgrade: let it.
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    });
  }
}

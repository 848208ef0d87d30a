import type { DBSchema } from "idb";
import { LazyIndexedDB } from "../../../src/client/lazy-indexeddb.ts";
import type { CursorStore } from "../../../src/client/ports.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import type { User } from "../../../src/protocol/users.ts";
import { readStored, removeStored, writeStored } from "../../../ui/logic/stored-choice.ts";
import type { Page } from "../logic/timeline.ts";

/** The end of a room's log as it was shown; `page.tip.seq` says up to where the log is folded into it. */
export interface KeptPage {
  readonly room_id: string;
  readonly page: Page;
  /** When it was kept, in ms since the epoch. */
  readonly at: number;
}

export interface KeptAccount {
  readonly user: User;
  readonly rooms: readonly RoomSummary[];
  /** The most recent first. */
  readonly pages: readonly KeptPage[];
}

interface AccountRow {
  readonly id: string;
  readonly user: User;
  readonly rooms: readonly RoomSummary[];
}
type PageRow = KeptPage & { readonly account: string };

interface Schema extends DBSchema {
  accounts: { key: string; value: AccountRow };
  pages: { key: [string, string]; value: PageRow };
  claims: { key: string; value: { id: string; at: number }; indexes: { at: number } };
}

const NAME = "crosstalk-cache";
/** There while anything is kept: a browser that is new to the app does not wait for an empty database. */
const KEPT_KEY = "crosstalk.kept";
const ROOMS_MAX = 500;
const PAGES_MAX = 12;
const CLAIM_MS = 60_000;

/**
 * What the app shows at its start before the network answers: of one account at a time, the user, the
 * rooms and the ends of those that were open last. Another account's is dropped when one is kept.
 */
export class AccountCache implements CursorStore {
  readonly #database = new LazyIndexedDB<Schema>(NAME, (db) => {
    db.createObjectStore("accounts", { keyPath: "id" });
    db.createObjectStore("pages", { keyPath: ["account", "room_id"] });
    db.createObjectStore("claims", { keyPath: "id" }).createIndex("at", "at");
  });
  /** What was read, until its cursors are asked for. */
  #read: KeptAccount | undefined;

  /** Undefined when nothing is kept, or nothing can be. */
  async read(): Promise<KeptAccount | undefined> {
    if (readStored(KEPT_KEY) === null) return undefined;
    try {
      const db = await this.#database.get();
      const [row] = await db.getAll("accounts");
      if (row === undefined) return undefined;
      const pages = (await db.getAll("pages")).filter(({ account }) => account === row.id);
      pages.sort((a, b) => b.at - a.at);
      this.#read = { user: row.user, rooms: row.rooms, pages };
      return this.#read;
    } catch {
      return undefined;
    }
  }

  /** Pages of rooms that are not among these are dropped. */
  async keepAccount(user: User, rooms: readonly RoomSummary[]): Promise<void> {
    const db = await this.#database.get();
    const tx = db.transaction(["accounts", "pages"], "readwrite");
    const accounts = tx.objectStore("accounts");
    const pages = tx.objectStore("pages");
    const ids = new Set(rooms.map(({ id }) => id));
    for (const key of await pages.getAllKeys()) {
      if (key[0] !== user.id || !ids.has(key[1])) await pages.delete(key);
    }
    await accounts.clear();
    await accounts.put({ id: user.id, user, rooms: rooms.slice(0, ROOMS_MAX) });
    await tx.done;
    writeStored(KEPT_KEY, "1");
  }

  async keepPages(account: string, pages: readonly KeptPage[]): Promise<void> {
    const db = await this.#database.get();
    const tx = db.transaction("pages", "readwrite");
    for (const page of pages) await tx.store.put({ ...page, account });
    const all = (await tx.store.getAll()).sort((a, b) => b.at - a.at);
    for (const old of all.slice(PAGES_MAX)) await tx.store.delete([old.account, old.room_id]);
    await tx.done;
  }

  /** Forgets everything of everybody. */
  async clear(): Promise<void> {
    this.#read = undefined;
    removeStored(KEPT_KEY);
    const db = await this.#database.get();
    const tx = db.transaction(["accounts", "pages", "claims"], "readwrite");
    await Promise.all([
      tx.objectStore("accounts").clear(),
      tx.objectStore("pages").clear(),
      tx.objectStore("claims").clear(),
      tx.done,
    ]);
  }

  /** True for one of the tabs that ask for the same id within a minute: it is for that one to raise. */
  async claim(id: string, now: number): Promise<boolean> {
    const db = await this.#database.get();
    const tx = db.transaction("claims", "readwrite");
    const free = (await tx.store.get(id)) === undefined;
    if (free) {
      const old = await tx.store.index("at").getAllKeys(IDBKeyRange.upperBound(now - CLAIM_MS));
      await Promise.all(old.map((key) => tx.store.delete(key)));
      await tx.store.put({ id, at: now });
    }
    await tx.done;
    return free;
  }

  /**
   * The client resumes each room where the page ends that is shown of it: what was missed comes as it does after a lost
   * connection. Not read anew: another tab may have kept a later page meanwhile, which is not shown here.
   */
  async load(account: string): Promise<Readonly<Record<string, number>>> {
    const kept = this.#read;
    this.#read = undefined;
    if (kept?.user.id !== account) return {};
    return Object.fromEntries(kept.pages.map(({ room_id, page }) => [room_id, page.tip.seq]));
  }

  /** The cursors are those of the pages, and are kept with them. */
  async save(): Promise<void> {}
}

import { describe, expect, it } from "vitest";
import { JournaledOutboxStore } from "./journaled-outbox-store.ts";
import type { StoredSend } from "./outbox-item.ts";
import { MemoryOutboxStore } from "./outbox-store.ts";

/** What a browser's localStorage does. */
class MemoryJournal {
  readonly held = new Map<string, string>();

  get length(): number {
    return this.held.size;
  }
  key(at: number): string | null {
    return [...this.held.keys()][at] ?? null;
  }
  getItem(key: string): string | null {
    return this.held.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.held.set(key, value);
  }
  removeItem(key: string): void {
    this.held.delete(key);
  }
}

const send = (cid: string, queued_at = 0, account = "u1"): StoredSend => ({
  account,
  room_id: "r1",
  cid,
  content: `text of ${cid}`,
  queued_at,
});

/** Of a page that is gone before its store has taken anything. */
class SlowStore extends MemoryOutboxStore {
  override add(): Promise<void> {
    return new Promise(() => {});
  }
}

/** Does one thing after another, as IndexedDB does, and none at once. */
class QueuedStore extends MemoryOutboxStore {
  #last: Promise<unknown> = Promise.resolve();

  override add(send: StoredSend): Promise<void> {
    return this.#inTurn(() => super.add(send));
  }
  override remove(account: string, cid: string): Promise<void> {
    return this.#inTurn(() => super.remove(account, cid));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done;
    return done;
  }
}

describe("a journaled outbox store", () => {
  it("has what a page was left with before the store took it, in order, once", async () => {
    const journal = new MemoryJournal();
    const left = new JournaledOutboxStore(new SlowStore(), () => journal);
    void left.add(send("b", 2));
    void left.add(send("a", 1));
    void left.add(send("c", 3, "u2"));

    const store = new MemoryOutboxStore();
    const next = new JournaledOutboxStore(store, () => journal);
    expect((await next.load("u1")).map(({ cid }) => cid)).toEqual(["a", "b"]);
    expect(await store.load("u1")).toHaveLength(2);
    expect(await next.load("u1")).toHaveLength(2);
    expect(journal.length).toBe(1);
    expect(await next.load("u2")).toHaveLength(1);
    expect(journal.length).toBe(0);
  });

  it("does not bring back what is removed while it takes over from the journal", async () => {
    const journal = new MemoryJournal();
    const left = new JournaledOutboxStore(new SlowStore(), () => journal);
    void left.add(send("a", 1));
    void left.add(send("b", 2));

    const store = new QueuedStore();
    const next = new JournaledOutboxStore(store, () => journal);
    const loading = next.load("u1");
    await next.remove("u1", "b");
    await loading;
    expect((await store.load("u1")).map(({ cid }) => cid)).toEqual(["a"]);
  });

  it("keeps no text once the store has it, or it is removed, or its account signs out", async () => {
    const journal = new MemoryJournal();
    const store = new JournaledOutboxStore(new MemoryOutboxStore(), () => journal);
    await store.add(send("a"));
    expect(journal.length).toBe(0);

    const slow = new JournaledOutboxStore(new SlowStore(), () => journal);
    void slow.add(send("b"));
    void slow.add(send("c"));
    expect(journal.length).toBe(2);
    await slow.remove("u1", "b");
    expect(journal.length).toBe(1);
    await slow.clear("u1");
    expect(journal.length).toBe(0);
  });

  it("does without a journal that is forbidden, and passes over what can't be read", async () => {
    const forbidden = new JournaledOutboxStore(new MemoryOutboxStore(), () => {
      throw new Error("forbidden");
    });
    await forbidden.add(send("a"));
    expect(await forbidden.load("u1")).toEqual([send("a")]);
    await forbidden.clear("u1");

    const journal = new MemoryJournal();
    journal.setItem("crosstalk.send.u1.x", "{");
    journal.setItem("crosstalk.send.u1.y", '{"cid":1}');
    const store = new JournaledOutboxStore(new MemoryOutboxStore(), () => journal);
    expect(await store.load("u1")).toEqual([]);
  });
});

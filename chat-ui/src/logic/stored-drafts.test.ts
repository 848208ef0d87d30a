import { beforeEach, expect, it } from "vitest";
import {
  parseContext,
  readContexts,
  readDrafts,
  removeAllDrafts,
  roomOfContextKey,
  roomOfDraftKey,
  writeContext,
  writeDraft,
} from "./stored-drafts.ts";

/** As the browser's, over a Map. */
class MapStorage {
  readonly #items = new Map<string, string>();
  get length(): number {
    return this.#items.size;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

let storage: MapStorage;
beforeEach(() => {
  storage = new MapStorage();
  storage.setItem("crosstalk.theme", "dark");
});

it("keeps one for each room and account", () => {
  writeDraft(storage, "u1", "r1", "one");
  writeDraft(storage, "u1", "r2", "two");
  writeDraft(storage, "u2", "r1", "another's");
  expect([...readDrafts(storage, "u1")]).toEqual([
    ["r1", "one"],
    ["r2", "two"],
  ]);
  writeDraft(storage, "u1", "r1", "");
  expect([...readDrafts(storage, "u1").keys()]).toEqual(["r2"]);
});

it("knows whose and which room's a key is", () => {
  writeDraft(storage, "u1", "r1", "one");
  expect(roomOfDraftKey("u1", "crosstalk.draft.u1.r1")).toBe("r1");
  expect(roomOfDraftKey("u2", "crosstalk.draft.u1.r1")).toBeUndefined();
  expect(roomOfDraftKey("u1", "crosstalk.theme")).toBeUndefined();
});

it("keeps what a text is for beside it", () => {
  const sender = { id: "u2", display_name: "Bo" };
  writeDraft(storage, "u1", "r1", "to come");
  writeContext(storage, "u1", "r1", { editing: { seq: 7, text: "" } });
  writeContext(storage, "u1", "r2", { replyTo: { seq: 3, sender, content: "x".repeat(4_000) } });
  expect([...readDrafts(storage, "u1")]).toEqual([["r1", "to come"]]);
  expect([...readContexts(storage, "u1")]).toEqual([
    ["r1", { editing: { seq: 7, text: "" } }],
    ["r2", { replyTo: { seq: 3, sender, content: `${"x".repeat(119)}…` } }],
  ]);
  expect(roomOfContextKey("u1", "crosstalk.draft-context.u1.r1")).toBe("r1");
  expect(roomOfContextKey("u1", "crosstalk.draft.u1.r1")).toBeUndefined();
  writeContext(storage, "u1", "r1", {});
  expect([...readContexts(storage, "u1").keys()]).toEqual(["r2"]);
});

it("keeps whole characters of what is answered", () => {
  const sender = { id: "u2", display_name: "Bo" };
  writeContext(storage, "u1", "r1", { replyTo: { seq: 3, sender, content: "x😀".repeat(80) } });
  const kept = readContexts(storage, "u1").get("r1")?.replyTo?.content;
  expect(kept).toBe(`${"x😀".repeat(59)}x…`);
});

it("takes what can't be read for a plain message", () => {
  for (const stored of [null, "", "plain", "7", "null", "{}", '{"seq":1,"sender":{"id":"u2"}}']) {
    expect(parseContext(stored)).toBeUndefined();
  }
});

it("forgets every account's, and nothing else", () => {
  writeDraft(storage, "u1", "r1", "one");
  writeDraft(storage, "u2", "r1", "two");
  writeContext(storage, "u2", "r1", { editing: { seq: 1, text: "three" } });
  removeAllDrafts(storage);
  expect(storage.length).toBe(1);
  expect(storage.getItem("crosstalk.theme")).toBe("dark");
});

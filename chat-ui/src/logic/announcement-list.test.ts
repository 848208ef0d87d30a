import { expect, test } from "vitest";
import { dismissalOf, shownOf, visible, withOne } from "./announcement-list.ts";

const one = shownOf({ event: "announcement", id: "a", text: "soon", version: 1, ends_at: 100 });
const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

test("one is shown until it ends, or is dismissed", () => {
  expect(ids(visible([one], new Set(), 99, undefined))).toEqual(["a"]);
  expect(visible([one], new Set(), 100, undefined)).toEqual([]);
  expect(visible([one], new Set([dismissalOf(one)]), 0, undefined)).toEqual([]);
});

test("a changed text takes the place of the old one, and shows again", () => {
  const changed = { ...one, text: "now", version: 2 };
  const list = withOne([one, { ...one, id: "b" }], changed);
  expect(list.map(({ text }) => text)).toEqual(["now", "soon"]);
  expect(ids(visible(list, new Set([dismissalOf(one)]), 0, undefined))).toEqual(["a", "b"]);
});

test("one about a room shows in that room alone", () => {
  const inRoom = { ...one, room_id: "r" };
  expect(visible([inRoom], new Set(), 0, "other")).toEqual([]);
  expect(ids(visible([inRoom], new Set(), 0, "r"))).toEqual(["a"]);
});

test("what a server says that says little is shown all the same", () => {
  expect(shownOf({ event: "announcement", id: "a", text: "x" })).toMatchObject({
    level: "info",
    version: 1,
  });
});

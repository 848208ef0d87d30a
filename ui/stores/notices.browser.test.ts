import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useNotices } from "./notices.ts";

beforeEach(() => {
  vi.useFakeTimers();
  setActivePinia(createPinia());
});
afterEach(() => vi.useRealTimers());

it("keeps the last three, for five seconds each", () => {
  const notices = useNotices();
  for (const text of ["one", "two", "three", "four"]) notices.say(text);
  expect(notices.list.map(({ text }) => text)).toEqual(["two", "three", "four"]);
  vi.advanceTimersByTime(5_000);
  expect(notices.list).toEqual([]);
});

it("goes when it is dismissed", () => {
  const notices = useNotices();
  notices.say("one", "error");
  const [notice] = notices.list;
  notices.dismiss(notice?.id ?? 0);
  expect(notices.list).toEqual([]);
});

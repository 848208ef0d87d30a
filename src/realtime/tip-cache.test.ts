import { expect, test } from "vitest";
import { TipCache } from "./tip-cache.ts";

const tip = (seq: number) => ({ seq, n: seq, floor: 1 });

test("remembers so many rooms, and lets go of the oldest", () => {
  const tips = new TipCache(2);
  tips.set("a", tip(1));
  tips.set("b", tip(1));
  tips.set("a", tip(2));
  tips.set("c", tip(1));
  expect(tips.size).toBe(2);
  expect(tips.get("a")).toBeUndefined();
  expect(tips.get("b")).toEqual(tip(1));
});

test("counts what was doubted, known or not", () => {
  const tips = new TipCache();
  tips.set("a", tip(1));
  tips.forget("a");
  tips.forget("never heard of");
  tips.clear();
  expect(tips.doubts).toBe(3);
  expect(tips.get("a")).toBeUndefined();
});

import data from "emoji-picker-element-data/en/emojibase/data.json" with { type: "json" };
import { expect, it } from "vitest";
import { groupEmoji, QUICK_REACTIONS, searchEmoji } from "./emoji.ts";

it("has every group and no bare skin tones", () => {
  const groups = groupEmoji(data);
  expect(groups.map((g) => g.emoji.length > 0)).toEqual(groups.map(() => true));
  expect(groups.some((g) => g.id === 2)).toBe(false);
});

it("finds by the beginning of words, the closest name first", () => {
  expect(searchEmoji(data, "party pop")[0]?.emoji).toBe("🎉");
  expect(searchEmoji(data, "rocket")[0]?.emoji).toBe("🚀");
  expect(searchEmoji(data, "  ")).toEqual([]);
  expect(searchEmoji(data, "qqqq")).toEqual([]);
});

it("offers quick reactions that the server takes", () => {
  for (const emoji of QUICK_REACTIONS)
    expect(new TextEncoder().encode(emoji).length).toBeLessThan(64);
});

import { expect, it } from "vitest";
import { fullName, shownName } from "./display-name.ts";

it("drops bidirectional controls", () => {
  expect(shownName("ev\u202eil\u061c")).toBe("evil");
  expect(shownName("\u200b\u2066")).toBe("?");
});

it("keeps joiners that emoji and scripts need", () => {
  expect(shownName("👩‍🚀")).toBe("👩‍🚀");
});

it("adds a guest's number once", () => {
  expect(fullName({ display_name: "Zed", number: 48_213 })).toBe("Zed 48213");
  expect(fullName({ display_name: "Guest 48213", number: 48_213 })).toBe("Guest 48213");
  expect(fullName({ display_name: "Ana" })).toBe("Ana");
});

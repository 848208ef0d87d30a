import { expect, it } from "vitest";
import { keyNames } from "../../../ui/logic/key-chord.ts";
import { commandFor, KEYMAP, LEADER, screenFor } from "./keymap.ts";
import { SCREENS, screensFor } from "./screens.ts";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

it("moves in time by arrows, further with Shift", () => {
  expect(commandFor(press("ArrowLeft"), false)).toBe("earlier");
  expect(commandFor(press("ArrowLeft", { shiftKey: true }), false)).toBe("earlier-minute");
  expect(commandFor(press("ArrowLeft", { altKey: true }), false)).toBeUndefined();
});

it("takes ? with Shift, as layouts have it", () => {
  expect(commandFor(press("?", { shiftKey: true }), false)).toBe("help");
});

it("leads to a screen by its letter", () => {
  expect(screenFor(press("N"))).toBe("servers");
  expect(screenFor(press("x"))).toBeUndefined();
});

it("has no two commands or screens on the same keys", () => {
  const chords = KEYMAP.map((binding) => keyNames(binding, false).join("+"));
  expect(new Set(chords).size).toBe(chords.length);
  const letters = SCREENS.map(({ key }) => key);
  expect(new Set(letters).size).toBe(letters.length);
  expect(letters).not.toContain(LEADER);
});

it("shows moderators what they may open", () => {
  expect(screensFor("moderator").map(({ name }) => name)).toEqual(["bans", "reports"]);
  expect(screensFor("admin")).toHaveLength(SCREENS.length);
});

import { describe, expect, it } from "vitest";
import { chordKeys } from "../../../ui/logic/key-chord.ts";
import { commandFor, isComposing, KEYMAP } from "./keymap.ts";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe("commandFor", () => {
  it("takes Ctrl, and Cmd on a Mac", () => {
    expect(commandFor(press("k", { ctrlKey: true }), "global", false)).toBe("switcher");
    expect(commandFor(press("k", { metaKey: true }), "global", true)).toBe("switcher");
    expect(commandFor(press("k", { ctrlKey: true }), "global", true)).toBeUndefined();
  });

  it("knows letters by their place where the layout writes another script", () => {
    const arabic = press("ن", { code: "KeyK", ctrlKey: true });
    expect(commandFor(arabic, "global", false)).toBe("switcher");
    expect(commandFor(press("к", { code: "KeyR" }), "message", false)).toBe("reply");
    // As on a Dvorak layout: what is written there is Latin, and counts as it is written.
    expect(
      commandFor(press("t", { code: "KeyK", ctrlKey: true }), "global", false),
    ).toBeUndefined();
    expect(commandFor(press("é", { code: "Digit2" }), "message", false)).toBeUndefined();
  });

  it("leaves Shift+Escape to the browser", () => {
    expect(commandFor(press("Escape", { shiftKey: true }), "global", false)).toBeUndefined();
    expect(commandFor(press("Escape"), "global", false)).toBe("escape");
  });

  it("tells rooms from unread rooms by Shift", () => {
    const alt = { altKey: true };
    expect(commandFor(press("ArrowUp", alt), "global", false)).toBe("previous-room");
    expect(commandFor(press("ArrowUp", { ...alt, shiftKey: true }), "global", false)).toBe(
      "previous-unread",
    );
  });

  it("takes + with or without Shift", () => {
    expect(commandFor(press("+", { shiftKey: true }), "message", false)).toBe("react");
    expect(commandFor(press("+"), "message", false)).toBe("react");
  });

  it("knows single letters on a focused message only", () => {
    expect(commandFor(press("r"), "global", false)).toBeUndefined();
    expect(commandFor(press("R"), "message", false)).toBe("reply");
  });
});

it("has no two commands on one key of a scope", () => {
  const keys = KEYMAP.map((b) => `${b.scope}/${chordKeys(b, false).join("+")}`);
  expect(new Set(keys).size).toBe(keys.length);
});

it("recognises an input method in every engine", () => {
  expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
});

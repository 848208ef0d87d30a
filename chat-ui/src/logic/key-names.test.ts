import { afterEach, expect, it } from "vitest";
import { chordKeys } from "../../../ui/logic/key-chord.ts";
import { setLocale } from "../i18n/i18n.ts";
import { composerHelp } from "./composer-help.ts";
import { keyName, keysHint } from "./key-names.ts";
import { KEYMAP } from "./keymap.ts";

afterEach(() => setLocale("en"));

it("names keys as they are printed where one lives", async () => {
  expect(keysHint("focus-composer", false)).toBe("Ctrl Shift L");
  expect(keysHint("focus-composer", true)).toBe("⌘ ⇧ L");
  await setLocale("de");
  expect(keysHint("focus-composer", false)).toBe("Strg Umschalt L");
  expect(keysHint("next-room", false)).toBe("Alt ↓");
});

it("has a name for every key of the table", () => {
  const keys = [
    ...KEYMAP.flatMap((b) => chordKeys(b, false)),
    ...composerHelp(false).flatMap((h) => h.keys),
  ];
  const names = keys.map((key) => keyName(key, false));
  // "PageUp" and "ArrowDown" are what key events say.
  expect(names.filter((name) => /[a-z][A-Z]/.test(name))).toEqual([]);
});

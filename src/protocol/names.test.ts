import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { excerpt, nameKey } from "./names.ts";

describe("the key of a name", () => {
  test.each([
    ["Straße", "STRASSE"],
    ["ＡＢＣ", "abc"],
    ["ﬁsh", "FISH"],
    ["ΟΔΟΣ", "οδος"],
    ["Ångström", "A\u030angstro\u0308m"],
  ])("%s and %s are the same", (a, b) => {
    expect(nameKey(a)).toBe(nameKey(b));
  });
});

describe("an excerpt", () => {
  test("is one well-formed line of at most so many code points", () => {
    const part = fc.oneof(
      fc.string({ unit: "grapheme-composite" }),
      fc.constantFrom(" ".repeat(300), "\n\n", "😀".repeat(50), "word "),
    );
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 2, max: 120 }), (parts, max) => {
        const content = parts.join("");
        const line = excerpt(content, max);
        expect(Array.from(line).length).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/\s\s|[\n\r\t]/u);
        expect(line.isWellFormed()).toBe(true);
        const flat = content.replace(/\s+/gu, " ").trim();
        if (Array.from(flat).length <= max) expect(line).toBe(flat);
        else expect(flat.startsWith(line.slice(0, -1))).toBe(true);
      }),
    );
  });

  test("says that there is more", () => {
    expect(excerpt("abcdef", 4)).toBe("abc…");
    expect(excerpt(`${" ".repeat(600)}late`, 10)).toBe("late");
    expect(excerpt("abcd", 4)).toBe("abcd");
  });
});

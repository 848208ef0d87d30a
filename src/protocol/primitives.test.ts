import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as p from "./primitives.ts";

const ASTRAL = "𝄞";

describe("lengths are code points", () => {
  test.each([
    ["content", p.Content, 4_000],
    ["a cid", p.Cid, 64],
    ["a ref", p.Ref, 64],
    ["a display name", p.DisplayName, 64],
    ["a guest's name", p.GuestDisplayName, 16],
    ["a room's name", p.RoomName, 64],
    ["a topic", p.Topic, 256],
    ["a password", p.Password, 256],
    ["a reason", p.Reason, 500],
  ] as const)("%s", (_name, schema, max) => {
    for (const point of ["x", "é", ASTRAL]) {
      expect(v.is(schema, point.repeat(max))).toBe(true);
      expect(v.is(schema, point.repeat(max + 1))).toBe(false);
    }
  });

  test("a password has at least eight", () => {
    expect(v.is(p.Password, "1234567")).toBe(false);
    expect(v.is(p.Password, ASTRAL.repeat(7))).toBe(false);
    expect(v.is(p.Password, ASTRAL.repeat(8))).toBe(true);
  });

  test("an emoji has at most 64 bytes", () => {
    expect(v.is(p.Emoji, ASTRAL.repeat(16))).toBe(true);
    expect(v.is(p.Emoji, ASTRAL.repeat(17))).toBe(false);
    expect(v.is(p.Emoji, "👨‍👩‍👧‍👦")).toBe(true);
  });
});

describe("content", () => {
  test.each(["", " ", "\n\t", "\u00a0\u3000", "a\0b", "\ud800", "a\udc00b", "\ud83d"])(
    "%j is refused",
    (content) => {
      expect(v.is(p.Content, content)).toBe(false);
    },
  );
  test.each(["a", "0", " a ", "two\nlines", "😀", "\u202eabc"])("%j is taken", (content) => {
    expect(v.is(p.Content, content)).toBe(true);
  });
});

test("an announcement of nothing but space is refused", () => {
  for (const text of ["", " ", "\n\t", "\u3000"]) expect(v.is(p.Announcement, text)).toBe(false);
  for (const text of [" a ", "two\nlines"]) expect(v.is(p.Announcement, text)).toBe(true);
});

describe("names", () => {
  test.each(["", " ", "a\nb", "a\u0000", "a\u007f", "\u0085", "a\u2028b", "\ud800", "tab\there"])(
    "%j is refused",
    (name) => {
      expect(v.is(p.DisplayName, name)).toBe(false);
      expect(v.is(p.RoomName, name)).toBe(false);
    },
  );

  test.each([
    ["zero-width", "\u200b\u200d\u2060\ufeff"],
    ["soft hyphens", "\u00ad\u00ad"],
    ["combining", "\u0301\u20dd"],
    ["variation selectors and tags", "\ufe0f\u{e0061}"],
    ["fillers", "\u3164\u115f\u2800"],
    ["all of them between spaces", " \u200c \u3164 \u0300 "],
  ])("that show nothing are blank: %s", (_what, name) => {
    for (const schema of [p.DisplayName, p.GuestDisplayName, p.RoomName]) {
      expect(v.safeParse(schema, name).issues?.[0]?.message).toBe("must show something");
    }
  });

  test.each(["\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"])(
    "that turn the direction of text are refused, and say why: %j",
    (control) => {
      for (const schema of [p.DisplayName, p.RoomName]) {
        const [issue] = v.safeParse(schema, `ad${control}nim`).issues ?? [];
        expect(issue?.message).toBe("must not have characters that turn the direction of text");
      }
    },
  );

  test.each([
    "👨‍👩‍👧‍👦",
    "❤️",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "משה",
    "عائشة",
    "می‌خواهم",
    "क्‍ष",
    "é",
    "e\u0301",
    "안녕",
    "1",
    "-",
  ])("of any script are taken as they are: %s", (name) => {
    expect(v.parse(p.DisplayName, name)).toBe(name);
    expect(v.parse(p.RoomName, name)).toBe(name);
  });

  test("lose the space around them before they are measured", () => {
    expect(v.parse(p.RoomName, `  ${"x".repeat(64)} `)).toBe("x".repeat(64));
  });

  test("usernames are folded to lower case, of so many characters and few kinds", () => {
    expect(v.parse(p.Username, "Ada_L.-9")).toBe("ada_l.-9");
    for (const name of ["ab", "a".repeat(33), "a b", "änne", "a@b", "ada\n", ""]) {
      expect(v.is(p.Username, name)).toBe(false);
    }
  });
});

describe("numbers of a query", () => {
  test.each(["-1", "1.5", "1e3", " 1", "1 ", "", "0x1", "99999999999999999"])(
    "%j is refused",
    (text) => {
      expect(v.is(p.QuerySeq, text)).toBe(false);
    },
  );

  test("limits are 1–100, 50 by default", () => {
    expect(v.parse(p.PageLimit, undefined)).toBe(50);
    expect(v.parse(p.PageLimit, "100")).toBe(100);
    for (const limit of ["0", "101", "-1", "ten"]) expect(v.is(p.PageLimit, limit)).toBe(false);
  });
});

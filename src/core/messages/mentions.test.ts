import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../protocol/limits.ts";
import { mentionCandidates, mentionedUsers } from "./mentions.ts";

const mentioned = (content: string, ...usernames: string[]): string[] =>
  mentionedUsers(mentionCandidates(content), new Map(usernames.map((name) => [name, name])));

describe("a mention", () => {
  test.each([
    ["@bob", ["bob"]],
    ["hello @Bob!", ["bob"]],
    ["(@bob)", ["bob"]],
    ["@bob,@ann", ["bob", "ann"]],
    ["@bob @bob", ["bob"]],
    ["@bob.", ["bob"]],
    ["@bob...", ["bob"]],
    ["@bob's", ["bob"]],
    ["@bob-", ["bob"]],
    ["@bobby", []],
    ["@bo", []],
    ["...@bob", ["bob"]],
    ["-@bob", ["bob"]],
    ["bob@example.org", []],
    ["@@bob", []],
    ["@nobody", []],
    ["", []],
  ])("%s", (content, expected) => {
    expect(mentioned(content, "bob", "ann")).toEqual(expected);
  });

  test("is of the longest member's name that fits", () => {
    expect(mentioned("@bob.smith.", "bob", "bob.smith")).toEqual(["bob.smith"]);
    expect(mentioned("@bob.smith.", "bob", "bob.smith", "bob.smith.")).toEqual(["bob.smith."]);
    expect(mentioned("@bob.smith", "bob")).toEqual(["bob"]);
    expect(mentioned("@bob_", "bob", "bob_")).toEqual(["bob_"]);
  });

  test("finds any username that stands alone", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9_.-]{3,32}$/),
        fc.constantFrom("", "hi ", "(", "\n"),
        fc.constantFrom("", " !", ")", "\n", ", you"),
        (username, before, after) => {
          expect(mentioned(`${before}@${username.toUpperCase()}${after}`, username)).toEqual([
            username,
          ]);
        },
      ),
    );
  });

  test("counts once, however often it is written", () => {
    const said = `${"@bob ".repeat(LIMITS.mentionsPerMessage)}@Bob @ann`;
    expect(mentioned(said, "bob", "ann")).toEqual(["bob", "ann"]);
  });

  test("is looked for among so many different names, the first", () => {
    const names = Array.from({ length: LIMITS.mentionsPerMessage + 1 }, (_, i) => `user${i}`);
    const said = names.map((name) => `@${name}`).join(" ");
    expect(mentioned(said, ...names)).toEqual(names.slice(0, -1));
  });

  test("looks up a bounded number of names, whatever is written", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[@a-c. ]{0,600}$/), (content) => {
        const words = mentionCandidates(content);
        expect(words.length).toBeLessThanOrEqual(LIMITS.mentionsPerMessage);
        for (const name of words.flat()) expect(name).toMatch(/^[a-z0-9_.-]{3,32}$/);
      }),
    );
  });
});

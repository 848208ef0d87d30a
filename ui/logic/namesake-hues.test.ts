import { describe, expect, it } from "vitest";
import { HUES, namesakeHues } from "./namesake-hues.ts";

const named = (display_name: string) => (i: number) => ({ id: `user-${i}`, display_name });
const range = (n: number): number[] => [...Array(n).keys()];

describe("namesakeHues", () => {
  it("is one of twelve steps, by the id, whatever the name", () => {
    const users = range(400);
    const one = users.map((i) => namesakeHues(10)(named("Ana")(i)));
    expect(users.map((i) => namesakeHues(10)(named("Bo")(i)))).toEqual(one);
    expect([...new Set(one)].sort((a, b) => a - b)).toEqual(range(HUES).map((i) => i * 30));
  });

  it("never gives two of one name the same, and everyone keeps theirs", () => {
    const hueOf = namesakeHues(10);
    // Written in other letters, or with something in it that can't be seen, it is the same name.
    const zeds = ["Zed", "zed", "Ｚｅｄ", "Z\u200bed"].flatMap((name) => range(3).map(named(name)));
    const users = zeds.map((user, i) => ({ ...user, id: `guest-${i}` }));
    const hues = users.map(hueOf);
    expect(new Set(hues).size).toBe(HUES);
    expect(users.map(hueOf)).toEqual(hues);
    expect(hueOf({ id: "one more", display_name: "Zed" })).toBe(
      namesakeHues(1)({ id: "one more", display_name: "Zed" }),
    );
  });

  it("remembers so many names and no more", () => {
    const hueOf = namesakeHues(2);
    const same = range(HUES + 1).map(named("Ana"));
    const [first, ...others] = same.map(hueOf);
    for (const name of ["Bo", "Cy"]) hueOf({ id: name, display_name: name });
    expect(same.slice(1).map(hueOf)).not.toEqual(others);
    expect(hueOf({ id: "user-0", display_name: "Bo" })).toBe(first);
  });
});

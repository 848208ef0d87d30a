import { expect, it } from "vitest";
import { permalink, seqOfParam } from "./permalink.ts";

it("leads to a message by its number", () => {
  expect(permalink("https://chat.example.org", "r-1", 42)).toBe(
    "https://chat.example.org/r/r-1/42",
  );
  expect(["42", "", "0", "-1", "1e3", "x", undefined, ["1"]].map(seqOfParam)).toEqual([
    42,
    ...Array(7).fill(undefined),
  ]);
});

import { expect, it } from "vitest";
import { bestNames } from "./best-names.ts";

const names = (query: string) =>
  bestNames(["Joanna", "Ana Öz", "Ben", "Ana"], query, (name) => name);

it("puts the best first, without regard to case and diacritics", () => {
  expect(names("ana")).toEqual(["Ana", "Ana Öz", "Joanna"]);
  expect(names("an")).toEqual(["Ana Öz", "Ana", "Joanna"]);
  expect(names("OZ")).toEqual(["Ana Öz"]);
});

it("leaves everything as it is while nothing is asked", () => {
  expect(names(" ")).toEqual(["Joanna", "Ana Öz", "Ben", "Ana"]);
});

import { expect, it } from "vitest";
import { nextSort, sortOf } from "./table-types.ts";

it("reads the order from its text", () => {
  expect(sortOf("name")).toEqual({ id: "name", descending: false });
  expect(sortOf("-members")).toEqual({ id: "members", descending: true });
});

it("begins as the column says, and turns around from there", () => {
  const members = { id: "members", label: "Members", firstSort: "descending" } as const;
  expect(nextSort(members, "name")).toBe("-members");
  expect(nextSort(members, "-members")).toBe("members");
  expect(nextSort({ id: "name", label: "Name" }, "-members")).toBe("name");
});

import { expect, it } from "vitest";
import { returnPath } from "./return-path.ts";

it("stays in the app", () => {
  expect(returnPath("/invite/abc")).toBe("/invite/abc");
  expect(returnPath("//evil.example")).toBe("/");
  expect(returnPath("/\\evil.example")).toBe("/");
  expect(returnPath("https://evil.example")).toBe("/");
  expect(returnPath(["/a", "/b"])).toBe("/");
  expect(returnPath(undefined)).toBe("/");
});

import { expect, it } from "vitest";
import { keepPlace, takePlace } from "./kept-place.ts";

const storageWith = (items = new Map<string, string>()) => ({
  getItem: (key: string): string | null => items.get(key) ?? null,
  setItem: (key: string, value: string): void => void items.set(key, value),
  removeItem: (key: string): void => void items.delete(key),
});
const place = { seq: 40, above: 12.5, last: 61 };

it("gives back what was kept, once", () => {
  const storage = storageWith();
  keepPlace(storage, "u1", "r1", place);
  expect(takePlace(storage, "u1", "r1")).toEqual(place);
  expect(takePlace(storage, "u1", "r1")).toBeUndefined();
});

it("is of one account and one room, and of nobody at the end", () => {
  const storage = storageWith();
  keepPlace(storage, "u1", "r1", place);
  expect(takePlace(storage, "u2", "r1")).toBeUndefined();
  keepPlace(storage, "u1", "r1", place);
  expect(takePlace(storage, "u1", "r2")).toBeUndefined();
  keepPlace(storage, "u1", "r1", place);
  keepPlace(storage, "u1", "r1", undefined);
  expect(takePlace(storage, "u1", "r1")).toBeUndefined();
});

it("takes what can't be read for none", () => {
  for (const text of ["", "7", "{", '{"account":"u1","roomId":"r1","seq":"40"}']) {
    const storage = storageWith(new Map([["crosstalk.place", text]]));
    expect(takePlace(storage, "u1", "r1")).toBeUndefined();
  }
});

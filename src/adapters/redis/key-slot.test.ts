import { expect, test } from "vitest";
import { keySlot } from "./key-slot.ts";

// As CLUSTER KEYSLOT answers.
test.each([
  ["123456789", 12_739],
  ["foo", 12_182],
  ["{user1000}.following", keySlot("user1000")],
  ["foo{}{bar}", 8_363],
  ["foo{{bar}}zap", keySlot("{bar")],
  ["foo{bar}{zap}", keySlot("bar")],
  ["", 0],
])("the slot of %s", (key, slot) => {
  expect(keySlot(key)).toBe(slot);
});

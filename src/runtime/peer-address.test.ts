import { expect, test } from "vitest";
import { peerAddress } from "./peer-address.ts";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::FFFF:192.0.2.1", "192.0.2.1"],
  ["2001:db8::1", "2001:db8::1"],
  ["::ffff:0:0:1", "::ffff:0:0:1"],
  [undefined, ""],
])("%s is %s", (address, expected) => {
  expect(peerAddress(address)).toBe(expected);
});

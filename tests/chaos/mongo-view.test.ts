import { expect, test } from "vitest";
import { integer, seed, seededDice } from "../harness/seeded.ts";
import { readdress } from "./mongo-view.ts";

const ADDRESSES = new Map([
  ["127.0.0.1:11111", "127.0.0.1:22222"],
  ["127.0.0.1:33333", "127.0.0.1:44444"],
]);
/** As messages of MongoDB do, they end in a zero. */
const MESSAGES = [
  [
    "hosts\x00127.0.0.1:11111\x00127.0.0.1:33333\0\0",
    "hosts\x00127.0.0.1:22222\x00127.0.0.1:44444\0\0",
  ],
  ["me 127.0.0.1:55555 and 127.0.0.1:1\0", "me 127.0.0.1:55555 and 127.0.0.1:1\0"],
  ["127.0.0.127.0.0.1:11111\0", "127.0.0.127.0.0.1:22222\0"],
  ["11 and 127.0\0", "11 and 127.0\0"],
] as const;

test(`addresses are exchanged wherever a chunk ends, and nothing whole is kept back (seed ${seed})`, () => {
  const dice = seededDice(seed);
  for (const [message, expected] of MESSAGES) {
    for (let round = 0; round < 200; round++) {
      const rewrite = readdress(ADDRESSES);
      let rest = Buffer.from(message, "latin1");
      let written = "";
      while (rest.length > 0) {
        const length = integer(dice, 1, rest.length);
        written += rewrite(Buffer.from(rest.subarray(0, length))).toString("latin1");
        rest = rest.subarray(length);
      }
      expect(written).toBe(expected);
    }
  }
});

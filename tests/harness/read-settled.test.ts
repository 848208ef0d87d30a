import { expect, test } from "vitest";
import { readSettled } from "./read-settled.ts";

/** A log that is read as one of these after another; the last one stays. */
const logOf = (...tips: number[]) => {
  let reads = 0;
  const read = async () => {
    const seq = tips[Math.min(reads, tips.length - 1)] ?? 0;
    reads += 1;
    return [{ room: "r", floor: 1, tip: { seq, n: seq }, entries: [] }];
  };
  return { read, reads: () => reads };
};
const seatAt = (seq: number) => ({ room: "r", client: { cursors: new Map([["r", seq]]) } });

test("what was on its way when the logs were read is read too", async () => {
  const log = logOf(4, 5);
  const [stored] = await readSettled([seatAt(5), seatAt(5)], log.read, 50);
  expect(stored?.tip.seq).toBe(5);
  expect(log.reads()).toBe(2);
});

test("who is behind, and who has seen what is stored nowhere, stays so", async () => {
  const [behind] = await readSettled([seatAt(3)], logOf(4).read, 50);
  expect(behind?.tip.seq).toBe(4);
  const [beyond] = await readSettled([seatAt(5)], logOf(4).read, 50);
  expect(beyond?.tip.seq).toBe(4);
});

import { expect, test } from "vitest";
import { Gathering } from "./gathering.ts";

interface Read {
  readonly keys: readonly string[];
  readonly answer: () => void;
  readonly fail: (error: Error) => void;
}

/** Reads stay under way until the test answers them: a key's value is the key in capitals. */
const held = () => {
  const reads: Read[] = [];
  const gathering = new Gathering<string>((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    const found = keys.filter((key) => key !== "none").map((key) => [key, key.toUpperCase()]);
    reads.push({
      keys,
      answer: () => resolve(new Map(found as [string, string][])),
      fail: reject,
    });
    return promise;
  });
  const begun = (count: number) => expect.poll(() => reads.length).toBe(count);
  return { gathering, reads, begun };
};

test("what is asked for in one turn is one read, each key once", async () => {
  const { gathering, reads, begun } = held();
  const asked = ["a", "b", "a", "none"].map((key) => gathering.one(key));
  await begun(1);
  expect(reads[0]?.keys).toEqual(["a", "b", "none"]);
  reads[0]?.answer();
  expect(await Promise.all(asked)).toEqual(["A", "B", "A", undefined]);
});

test("what is asked for during a read is read anew and together, once that has ended", async () => {
  const { gathering, reads, begun } = held();
  const first = gathering.one("a");
  await begun(1);
  const later = [gathering.one("a"), gathering.one("b")];
  reads[0]?.answer();
  expect(await first).toBe("A");
  await begun(2);
  expect(reads[1]?.keys).toEqual(["a", "b"]);
  reads[1]?.answer();
  expect(await Promise.all(later)).toEqual(["A", "B"]);
});

test("a slow read does not hold up the others", async () => {
  const { gathering, reads, begun } = held();
  const slow = gathering.one("slow");
  await begun(1);
  const quick = gathering.one("quick");
  await begun(2);
  reads[1]?.answer();
  expect(await quick).toBe("QUICK");
  reads[0]?.answer();
  expect(await slow).toBe("SLOW");
});

test("a read that fails is the failure of those that it was for", async () => {
  const { gathering, reads, begun } = held();
  const failing = gathering.one("a");
  await begun(1);
  const next = gathering.one("b");
  reads[0]?.fail(new Error("the primary is gone"));
  await expect(failing).rejects.toThrow("the primary is gone");
  await begun(2);
  reads[1]?.answer();
  expect(await next).toBe("B");
});

test("more than one read takes goes in several", async () => {
  const { gathering, reads, begun } = held();
  const asked = Array.from({ length: 130 }, (_, i) => gathering.one(`k${i}`));
  await begun(1);
  expect(reads[0]?.keys.length).toBe(128);
  reads[0]?.answer();
  await begun(2);
  expect(reads[1]?.keys).toEqual(["k128", "k129"]);
  reads[1]?.answer();
  expect((await Promise.all(asked)).at(-1)).toBe("K129");
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PublishedEntry } from "../ports/bus.ts";
import { Ring } from "./ring.ts";

const entry = (seq: number, rewrites?: number): PublishedEntry => ({
  seq,
  n: seq,
  json: `${seq}`,
  ...(rewrites === undefined ? {} : { rewrites }),
});

const seqs = (entries: readonly PublishedEntry[] | undefined): number[] | undefined =>
  entries?.map(({ seq }) => seq);

describe("the ring", () => {
  test("holds the newest entries, and answers what follows a cursor", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 10 }),
        (capacity, count, cursor, limit) => {
          const ring = new Ring(capacity);
          for (let seq = 1; seq <= count; seq += 1) ring.push(entry(seq));
          const expected = Array.from({ length: count }, (_, i) => i + 1)
            .filter((seq) => seq > cursor)
            .slice(0, limit);
          const answer = seqs(ring.after(cursor, limit));
          expect(ring.size).toBeLessThan(2 * capacity + 1);
          expect(ring.size).toBeGreaterThanOrEqual(Math.min(count, capacity));
          if (cursor >= count - ring.size) expect(answer).toEqual(expected);
          else expect(answer).toBeUndefined();
        },
      ),
    );
  });

  test("forgets all that may show what a delete erased", () => {
    const ring = new Ring(10);
    for (let seq = 1; seq <= 5; seq += 1) ring.push(entry(seq));
    ring.push(entry(6, 2));
    ring.push(entry(7));
    expect(ring.after(4, 10)).toBeUndefined();
    expect(seqs(ring.after(5, 10))).toEqual([6, 7]);
  });

  test("forgets all when somebody whom it names is called otherwise", () => {
    const ring = new Ring(10);
    ring.push({ seq: 1, n: 1, json: '{"sender":{"id":"anna"}}' });
    ring.push({ seq: 2, n: 2, json: '{"sender":{"id":"bo"}}' });
    ring.renamed("ann");
    expect(seqs(ring.after(0, 10))).toEqual([1, 2]);
    ring.renamed("anna");
    expect(ring.after(0, 10)).toBeUndefined();
    expect(ring.size).toBe(0);
  });

  test("forgets all when more were renamed than it remembers", () => {
    const ring = new Ring(10);
    ring.push(entry(1));
    for (let i = 0; i < 100; i += 1) ring.renamed(`user ${i}`);
    expect(ring.after(0, 10)).toBeUndefined();
  });

  test("never bridges a gap", () => {
    const ring = new Ring(10);
    ring.push(entry(1));
    ring.push(entry(3));
    expect(ring.after(1, 10)).toBeUndefined();
    expect(seqs(ring.after(2, 10))).toEqual([3]);
  });

  test("takes what leads up to its first entry, as much as there is room for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 20 }),
        (capacity, held, before, later) => {
          const ring = new Ring(capacity);
          for (let seq = before + 1; seq <= before + held; seq += 1) ring.push(entry(seq));
          const missing = (ring.first ?? before + 1) - 1;
          ring.prepend(Array.from({ length: missing }, (_, i) => entry(i + 1)));
          expect(ring.size).toBeLessThan(2 * capacity);
          for (let i = 1; i <= later; i += 1) ring.push(entry(before + held + i));
          const last = before + held + later;
          const first = ring.first ?? last + 1;
          expect(seqs(ring.after(first - 1, 100))).toEqual(
            Array.from({ length: last - first + 1 }, (_, i) => first + i),
          );
          expect(ring.size).toBeGreaterThanOrEqual(Math.min(last, capacity));
        },
      ),
    );
  });

  test("forgets what retention has removed", () => {
    const ring = new Ring(10);
    for (let seq = 1; seq <= 5; seq += 1) ring.push(entry(seq));
    ring.forgetBefore(4);
    expect(ring.after(2, 10)).toBeUndefined();
    expect(seqs(ring.after(3, 10))).toEqual([4, 5]);
    ring.forgetBefore(2);
    expect(ring.first).toBe(4);
    ring.forgetBefore(9);
    expect(ring.size).toBe(0);
  });

  test("has another version after whatever makes former entries show what they must not", () => {
    const ring = new Ring(10);
    const versions = new Set([ring.version]);
    ring.push(entry(1));
    ring.push(entry(2));
    expect(versions).toContain(ring.version);
    for (const change of [
      () => ring.push(entry(3, 1)),
      () => ring.renamed("anna"),
      () => ring.clear(),
      () => ring.renamed("bob"),
    ]) {
      change();
      versions.add(ring.version);
    }
    expect(versions.size).toBe(5);
  });

  test("has nothing before the first entry", () => {
    expect(new Ring(4).after(0, 10)).toBeUndefined();
  });
});

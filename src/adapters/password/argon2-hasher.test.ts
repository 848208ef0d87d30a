import { describe, expect, it } from "vitest";
import { Argon2Hasher } from "./argon2-hasher.ts";

describe("argon2 hasher", () => {
  it("hashes with argon2id and the parameters OWASP asks for", async () => {
    const hash = await new Argon2Hasher().hash("correct horse");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("tells right from wrong passwords", async () => {
    const hasher = new Argon2Hasher();
    const hash = await hasher.hash("correct horse");
    expect(await hasher.verify("correct horse", hash)).toBe(true);
    expect(await hasher.verify("battery staple", hash)).toBe(false);
  });

  it("does the same work for a user who does not exist, and answers false", async () => {
    const hasher = new Argon2Hasher();
    expect(await hasher.verify("anything", undefined)).toBe(false);
    expect(hasher.gauges().total).toBe(1);
  });

  it("refuses what the queue has no place for, and serves the rest", async () => {
    const hasher = new Argon2Hasher({ concurrency: 1, queue: 2 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => hasher.verify("x", undefined)),
    );
    expect(outcomes.map((o) => o.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(outcomes[4]).toMatchObject({ reason: { code: "unavailable" } });
    expect(hasher.gauges()).toEqual({ running: 0, waiting: 0, total: 3 });
  });
});

import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../../tests/harness/manual-clock.ts";
import { Replies } from "./replies.ts";

const WAIT_MS = 1_000;

describe("replies to what was told to all", () => {
  it("are waited for until all who were told replied, or for so long", async () => {
    const clock = new ManualClock();
    const replies = new Replies<string>(clock);
    const both = replies.collect("q", WAIT_MS, () => Promise.resolve(2));
    replies.replied("q", "a", "yes");
    replies.replied("q", "b", "no");
    expect(Object.fromEntries(await both)).toEqual({ a: "yes", b: "no" });

    const overdue = replies.collect("q", WAIT_MS, () => Promise.resolve(2));
    replies.replied("q", "a", "yes");
    clock.advance(WAIT_MS);
    expect(Object.fromEntries(await overdue)).toEqual({ a: "yes" });
    expect(replies.size).toBe(0);
  });

  it("end also where Redis says only after the wait that it was not told, and the same is asked again by then", async () => {
    const clock = new ManualClock();
    const replies = new Replies<string>(clock);
    const telling = Promise.withResolvers<number>();
    const first = replies.collect("q", WAIT_MS, () => telling.promise);
    clock.advance(WAIT_MS);
    await first;
    const second = replies.collect("q", WAIT_MS, () => Promise.resolve(1));
    telling.reject(new Error("Command timed out"));
    await telling.promise.catch(() => undefined);
    expect(replies.size).toBe(1);
    replies.replied("q", "a", "yes");
    expect(Object.fromEntries(await second)).toEqual({ a: "yes" });
    expect(replies.size).toBe(0);
  });
});

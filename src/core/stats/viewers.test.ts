import { setImmediate as settled } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../tests/harness/manual-clock.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { StatsTick } from "../../protocol/stats.ts";
import { KeptTick } from "./tick-log.ts";
import { NO_VALUES } from "./values.ts";
import { type Viewer, Viewers } from "./viewers.ts";

const tickAt = (at: number): KeptTick => {
  const total = { servers_up: 0, servers: 0, ...NO_VALUES, errors: {}, limits_hit: {} };
  const tick: StatsTick = { at, servers: [], total, events: [] };
  return new KeptTick(tick);
};

class Watcher implements Viewer {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAt = Number.POSITIVE_INFINITY;
  readonly frames: Uint8Array[] = [];
  takes = true;
  ended = false;
  refusal: ProtocolError | undefined;
  rechecks = 0;

  constructor(name: string) {
    this.userId = `user-${name}`;
    this.sessionId = `session-${name}`;
  }

  send(frame: Uint8Array): boolean {
    if (this.takes) this.frames.push(frame);
    return this.takes;
  }

  end(): void {
    this.ended = true;
  }

  async recheck(): Promise<void> {
    this.rechecks += 1;
    if (this.refusal !== undefined) throw this.refusal;
  }
}

const watching = (...names: readonly string[]) => {
  const viewers = new Viewers(new ManualClock());
  const watchers = names.map((name) => new Watcher(name));
  for (const watcher of watchers) viewers.add(watcher);
  return { viewers, watchers };
};

describe("viewers", () => {
  it("are all sent the same bytes, made once", () => {
    const { viewers, watchers } = watching("a", "b", "c");
    viewers.tick(tickAt(1_000));
    const [first] = watchers[0]?.frames ?? [];
    expect(new TextDecoder().decode(first)).toMatch(/^id: 1000\ndata: \{"at":1000,.*\}\n\n$/);
    for (const { frames } of watchers) expect(frames[0]).toBe(first);
  });

  it("that take nothing miss ticks, and are let go after half a minute of it", () => {
    const { viewers, watchers } = watching("slow", "fine");
    const [slow, fine] = watchers;
    if (slow === undefined || fine === undefined) throw new Error("none");
    slow.takes = false;
    for (let second = 1; second <= 30; second += 1) viewers.tick(tickAt(second * 1_000));
    expect(slow.ended).toBe(false);
    viewers.tick(tickAt(31_000));
    expect([slow.ended, fine.ended, viewers.size]).toEqual([true, false, 1]);
    expect(fine.frames).toHaveLength(31);
  });

  it("stop at once where their session ends or they are shut out", () => {
    const { viewers, watchers } = watching("a", "b", "c");
    viewers.apply({ type: "sessions_ended", sessionIds: ["session-a"] });
    viewers.apply({ type: "user_closed", userId: "user-b", code: 3501 });
    expect(watchers.map(({ ended }) => ended)).toEqual([true, true, false]);
  });

  it("are looked at once more when they come, as what ended a moment before did not find them", async () => {
    const viewers = new Viewers(new ManualClock());
    const late = new Watcher("late");
    late.refusal = new ProtocolError("unauthenticated", "its session has ended");
    viewers.add(late);
    await settled();
    expect([late.ended, viewers.size]).toEqual([true, 0]);
  });

  it("are looked at again now and then, and when something of them changes", async () => {
    const { viewers, watchers } = watching("a", "b");
    const [a, b] = watchers;
    if (a === undefined || b === undefined) throw new Error("none");
    a.refusal = new ProtocolError("unavailable", "the store is away");
    b.refusal = new ProtocolError("forbidden", "no admin any more");
    for (let second = 1; second <= 10; second += 1) viewers.tick(tickAt(second * 1_000));
    await settled();
    expect([a.rechecks, b.rechecks]).toEqual([2, 2]);
    expect([a.ended, b.ended], "who can't be looked at stays").toEqual([false, true]);
    viewers.apply({ type: "bans_changed" });
    expect(a.rechecks).toBe(3);
  });

  it("are so many at most", () => {
    const names = Array.from({ length: 200 }, (_, i) => String(i));
    const { viewers } = watching(...names);
    expect(() => viewers.add(new Watcher("one too many"))).toThrow("Too many dashboards");
  });
});

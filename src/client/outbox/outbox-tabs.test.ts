import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../tests/client/support/manual-clock.ts";
import { Log } from "../../../tests/client/support/outbox-rig.ts";
import { LeaseExclusive, type LeaseStore } from "./lease-exclusive.ts";
import { Outbox } from "./outbox.ts";
import { shareOutbox } from "./outbox-siblings.ts";
import { MemoryOutboxStore } from "./outbox-store.ts";

/** What IndexedDB does in one transaction. */
class MemoryLeases implements LeaseStore {
  readonly #leases = new Map<string, { holder: string; until: number }>();

  async acquireLease(name: string, holder: string, now: number, until: number): Promise<boolean> {
    const lease = this.#leases.get(name);
    if (lease !== undefined && lease.holder !== holder && lease.until > now) return false;
    this.#leases.set(name, { holder, until });
    return true;
  }
  async releaseLease(name: string, holder: string): Promise<void> {
    if (this.#leases.get(name)?.holder === holder) this.#leases.delete(name);
  }
}

/** Tabs of one browser that share the store; `answering` is whether their sends are ever acked. */
const browser = () => {
  const clock = new ManualClock();
  const store = new MemoryOutboxStore();
  const leases = new MemoryLeases();
  const log = new Log();
  let ids = 0;
  let inFlight = 0;
  const tab = async () => {
    const random = { fraction: () => 0.5, uuid: () => `id-${++ids}` };
    const tab = { answering: true };
    const outbox = new Outbox({
      store,
      exclusive: new LeaseExclusive(leases, clock, random),
      window: 1,
      cursor: () => undefined,
      uploads: { upload: async ({ key }) => ({ id: key }), cancel: () => undefined },
      clock,
      random,
      transmit: async (send) => {
        expect(++inFlight).toBe(1);
        await new Promise<void>((resolve) => {
          clock.after(50, resolve);
        });
        if (!tab.answering) await new Promise(() => {});
        inFlight--;
        return log.append(send);
      },
    });
    await outbox.open("u1");
    outbox.connected();
    return Object.assign(tab, { outbox });
  };
  return { clock, log, tab, crashed: () => inFlight-- };
};

/** Each hears what the others tell. */
const acquaint = (clock: ManualClock, outboxes: readonly Outbox[]): void => {
  const heard = new Map<Outbox, () => void>();
  for (const outbox of outboxes) {
    const tell = () => {
      for (const [other, hear] of heard) if (other !== outbox) hear();
    };
    shareOutbox(outbox, { tell, listen: (hear) => heard.set(outbox, hear) }, clock);
  }
};

describe("tabs that share an outbox", () => {
  it("send one at a time, and all of it", async () => {
    const { clock, log, tab } = browser();
    const [a, b] = [await tab(), await tab()];
    for (let i = 0; i < 5; i++) {
      a.outbox.enqueue("r", "text", { cid: `a${i}` });
      b.outbox.enqueue("r", "text", { cid: `b${i}` });
    }
    await clock.advance(10_000);
    expect(log.cids).toHaveLength(10);
    expect(log.cids.filter((cid) => cid.startsWith("a"))).toEqual(["a0", "a1", "a2", "a3", "a4"]);
    expect(log.cids.filter((cid) => cid.startsWith("b"))).toEqual(["b0", "b1", "b2", "b3", "b4"]);
    expect([...a.outbox.all(), ...b.outbox.all()]).toEqual([]);
  });

  it("take over what a closed one left behind", async () => {
    const { clock, log, tab, crashed } = browser();
    const a = await tab();
    a.answering = false;
    a.outbox.enqueue("r", "text", { cid: "a0" });
    a.outbox.enqueue("r", "text", { cid: "a1" });
    await clock.advance(100);
    // Gone with its page: no more renewals, no more answers.
    a.outbox.close();
    crashed();
    const b = await tab();
    b.outbox.enqueue("r", "text", { cid: "b0" });
    await clock.advance(30_000);
    expect(log.cids).toEqual(["a0", "a1", "b0"]);
  });

  it("send with their next connection what a closed one wrote offline", async () => {
    const { clock, log, tab } = browser();
    const [a, b] = [await tab(), await tab()];
    for (const { outbox } of [a, b]) outbox.disconnected();
    a.outbox.enqueue("r", "text", { cid: "a0" });
    a.outbox.enqueue("r", "text", { cid: "a1" });
    await clock.advance(100);
    a.outbox.close();
    b.outbox.connected();
    await clock.advance(10_000);
    expect(log.cids).toEqual(["a0", "a1"]);
    // And lets others have their turn again.
    const c = await tab();
    c.outbox.enqueue("r", "text", { cid: "c0" });
    await clock.advance(1_000);
    expect(log.cids).toEqual(["a0", "a1", "c0"]);
  });

  it("hear of what waits in another one, and send what it was closed with", async () => {
    const { clock, log, tab } = browser();
    const [a, b] = [await tab(), await tab()];
    acquaint(clock, [a.outbox, b.outbox]);
    // As long as one sends itself the other leaves it alone.
    a.outbox.enqueue("r", "text", { cid: "a0" });
    await clock.advance(10_000);
    expect(log.cids).toEqual(["a0"]);

    a.outbox.disconnected();
    a.outbox.enqueue("r", "text", { cid: "a1" });
    a.outbox.enqueue("r", "text", { cid: "a2" });
    await clock.advance(100);
    a.outbox.close();
    await clock.advance(10_000);
    expect(log.cids).toEqual(["a0", "a1", "a2"]);
    expect(b.outbox.all()).toEqual([]);
  });

  it("show what another one wrote offline", async () => {
    const { clock, log, tab } = browser();
    const [a, b] = [await tab(), await tab()];
    acquaint(clock, [a.outbox, b.outbox]);
    for (const { outbox } of [a, b]) outbox.disconnected();
    a.outbox.enqueue("r", "text", { cid: "a0" });
    await clock.advance(10_000);
    expect(b.outbox.all().map(({ cid, state }) => [cid, state])).toEqual([["a0", "queued"]]);
    a.outbox.connected();
    b.outbox.connected();
    await clock.advance(10_000);
    expect(log.cids).toEqual(["a0"]);
    expect([...a.outbox.all(), ...b.outbox.all()]).toEqual([]);
  });

  it("do not bring back what another one discarded", async () => {
    const { clock, log, tab } = browser();
    const a = await tab();
    a.outbox.disconnected();
    const { cid } = a.outbox.enqueue("r", "text");
    await clock.advance(0);
    const b = await tab();
    b.outbox.discard(cid);
    a.outbox.connected();
    await clock.advance(10_000);
    expect(a.outbox.all()).toEqual([]);
    expect(log.cids).toEqual([]);
  });
});

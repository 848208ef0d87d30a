import fc from "fast-check";
import { expect, it } from "vitest";
import { settle } from "../../../tests/client/support/manual-clock.ts";
import { Log, outboxRig } from "../../../tests/client/support/outbox-rig.ts";
import { type ErrorCode, ProtocolError } from "../../protocol/errors.ts";
import { MemoryOutboxStore } from "./outbox-store.ts";

type Rig = ReturnType<typeof outboxRig>;
type Flight = Rig["flights"][number];

/** One life after the other of an outbox over one store, against one log. */
class Lives {
  readonly log = new Log();
  readonly store = new MemoryOutboxStore();
  sent = 0;
  #rig: Rig = outboxRig({ store: this.store });
  #answered = 0;

  /** A page is loaded; what the one before had in flight stays open for ever. */
  async reload(): Promise<void> {
    this.#rig = outboxRig({ store: this.store });
    this.#answered = 0;
    await this.#rig.outbox.open("u1");
    this.#rig.outbox.connected();
  }
  send(): void {
    this.#rig.outbox.enqueue("r", "text", { cid: `m${++this.sent}` });
  }
  ack(): void {
    this.#answer((flight) => {
      this.log.append(flight.send);
      flight.ack();
    });
  }
  loseAck(): void {
    this.#answer((flight) => {
      this.log.append(flight.send);
      flight.fail(new ProtocolError("unavailable", "lost"));
    });
  }
  fail(code: ErrorCode): void {
    this.#answer((flight) => flight.fail(new ProtocolError(code, code, { retryAfterMs: 300 })));
  }
  async cut(): Promise<void> {
    this.#rig.outbox.disconnected();
    this.fail("unavailable");
    await settle();
    this.#rig.outbox.connected();
  }
  async wait(): Promise<void> {
    await this.#rig.clock.advance(60_000);
  }
  #answer(how: (flight: Flight) => void): void {
    const next = this.#rig.flights[this.#answered];
    if (next === undefined) return;
    this.#answered++;
    how(next);
  }
}

const STEPS = {
  send: (lives: Lives) => lives.send(),
  ack: (lives: Lives) => lives.ack(),
  loseAck: (lives: Lives) => lives.loseAck(),
  internal: (lives: Lives) => lives.fail("internal"),
  limit: (lives: Lives) => lives.fail("rate_limited"),
  cut: (lives: Lives) => lives.cut(),
  reload: (lives: Lives) => lives.reload(),
  wait: (lives: Lives) => lives.wait(),
};

const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("send" as const, "ack" as const) },
    { weight: 4, arbitrary: fc.constantFrom("loseAck" as const, "internal" as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        "limit" as const,
        "cut" as const,
        "reload" as const,
        "wait" as const,
      ),
    },
  ),
  { maxLength: 80 },
);

it("has every send in the log once and in order, whatever fails on the way", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (names) => {
      const lives = new Lives();
      await lives.reload();
      for (const name of names) {
        await STEPS[name](lives);
        await settle();
      }
      await lives.wait();
      for (let i = 0; i <= lives.sent; i++) {
        lives.ack();
        await settle();
      }
      expect(lives.log.cids).toEqual(Array.from({ length: lives.sent }, (_, i) => `m${i + 1}`));
      expect(await lives.store.load("u1")).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

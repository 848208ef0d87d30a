import { describe, expect, it } from "vitest";
import { settle } from "../../../tests/client/support/manual-clock.ts";
import { outboxRig as setUp } from "../../../tests/client/support/outbox-rig.ts";
import { type ErrorCode, ProtocolError } from "../../protocol/errors.ts";
import { MemoryOutboxStore, type OutboxStore } from "./outbox-store.ts";

const failure = (code: ErrorCode, retryAfterMs?: number) =>
  new ProtocolError(code, code, retryAfterMs === undefined ? {} : { retryAfterMs });

describe("outbox", () => {
  it("shows a send at once and sends one after the other", async () => {
    const { outbox, flights, flight, states, log } = setUp();
    await outbox.open("u1");
    outbox.connected();
    const first = outbox.enqueue("r", "one");
    outbox.enqueue("r", "two");
    expect(first).toMatchObject({ cid: "cid-1", state: "queued", account: "u1" });
    await settle();
    expect(states()).toEqual(["cid-1 sending", "cid-2 queued"]);
    expect(flights).toHaveLength(1);
    flight(0).ack();
    await settle();
    expect(flights).toHaveLength(2);
    flight(1).ack();
    await settle();
    expect(log.cids).toEqual(["cid-1", "cid-2"]);
    expect(states()).toEqual([]);
  });

  it("does not let one room wait for another", async () => {
    const { outbox, flights } = setUp();
    await outbox.open("u1");
    outbox.connected();
    outbox.enqueue("a", "one");
    outbox.enqueue("b", "two");
    await settle();
    expect(flights.map(({ send }) => send.room_id)).toEqual(["a", "b"]);
  });

  it("repeats what the connection took with it under the same cid, before what came after", async () => {
    const { outbox, flight, log } = setUp();
    await outbox.open("u1");
    outbox.connected();
    outbox.enqueue("r", "one");
    outbox.enqueue("r", "two");
    await settle();
    // Stored, but the ack is lost.
    log.append(flight(0).send);
    outbox.disconnected();
    flight(0).fail(failure("unavailable"));
    await settle();
    outbox.connected();
    await settle();
    expect(flight(1).send.cid).toBe("cid-1");
    flight(1).ack();
    await settle();
    flight(2).ack();
    await settle();
    expect(log.cids).toEqual(["cid-1", "cid-2"]);
  });

  it("waits as long as a rate limit says, and over a reconnect too", async () => {
    const { outbox, clock, flights, flight } = setUp();
    await outbox.open("u1");
    outbox.connected();
    const { cid } = outbox.enqueue("r", "one");
    await settle();
    flight(0).fail(failure("rate_limited", 5_000));
    await settle();
    expect(outbox.all()[0]).toMatchObject({
      state: "queued",
      failure: { code: "rate_limited" },
      retry_at: clock.now() + 5_000,
    });
    await clock.advance(2_000);
    outbox.disconnected();
    outbox.connected();
    await clock.advance(2_999);
    expect(flights).toHaveLength(1);
    await clock.advance(1);
    expect(flight(1).send.cid).toBe(cid);
  });

  it("keeps what is refused, with the reason, while the next ones go on", async () => {
    for (const code of [
      "bad_request",
      "forbidden",
      "not_found",
      "conflict",
      "gone",
      "too_large",
    ] as const) {
      const { outbox, flight, states } = setUp();
      await outbox.open("u1");
      outbox.connected();
      const { cid } = outbox.enqueue("r", "one");
      const settled = expect(outbox.settled(cid)).rejects.toMatchObject({ code });
      outbox.enqueue("r", "two");
      await settle();
      flight(0).fail(failure(code));
      await settle();
      await settled;
      expect(states()).toEqual(["cid-1 refused", "cid-2 sending"]);
      expect(outbox.all()[0]?.refused).toEqual({ code, message: code });
    }
  });

  it("sends a refused one again when asked, or forgets it", async () => {
    const { outbox, flight, states } = setUp();
    await outbox.open("u1");
    outbox.connected();
    for (const content of ["one", "two"]) outbox.enqueue("r", content);
    for (const index of [0, 1]) {
      await settle();
      flight(index).fail(failure("forbidden"));
    }
    await settle();
    outbox.discard("cid-2");
    outbox.retry("cid-1");
    await settle();
    expect(states()).toEqual(["cid-1 sending"]);
    flight(2).ack();
    await settle();
    expect(states()).toEqual([]);
  });

  it("survives a reload in the same order, refusals included, for its own account only", async () => {
    const store = new MemoryOutboxStore();
    const before = setUp({ store });
    await before.outbox.open("u1");
    before.outbox.connected();
    for (const content of ["one", "two", "three"]) before.outbox.enqueue("r", content);
    await settle();
    before.flight(0).fail(failure("forbidden"));
    await settle();
    // The page goes away with cid-2 in flight.
    const other = setUp({ store });
    await other.outbox.open("u2");
    expect(other.states()).toEqual([]);
    const after = setUp({ store });
    await after.outbox.open("u1");
    expect(after.states()).toEqual(["cid-1 refused", "cid-2 queued", "cid-3 queued"]);
    after.outbox.connected();
    await settle();
    after.flight(0).ack();
    await settle();
    after.flight(1).ack();
    await settle();
    expect(after.log.cids).toEqual(["cid-2", "cid-3"]);
  });

  it("takes its own message in the log for the ack that never came", async () => {
    const { outbox, log, flight, states } = setUp();
    await outbox.open("u1");
    outbox.connected();
    const { cid } = outbox.enqueue("r", "one");
    await settle();
    const { seq, id, n, at } = log.append(flight(0).send);
    const sender = { id: "u1", display_name: "Ana" };
    const settled = outbox.settled(cid);
    outbox.applied({
      event: "message",
      room_id: "r",
      server_id: "s",
      cid,
      seq,
      id,
      n,
      at,
      sender,
      content: "one",
    });
    expect(states()).toEqual([]);
    await expect(settled).resolves.toMatchObject({ seq });
    flight(0).fail(failure("unavailable"));
    await settle();
    expect(states()).toEqual([]);
  });

  it("sends nothing that a reload would forget, nor anything past it", async () => {
    const store = new MemoryOutboxStore();
    const slow = Promise.withResolvers<void>();
    const add = store.add.bind(store);
    store.add = async (send) => {
      if (send.cid === "cid-1") await slow.promise;
      await add(send);
    };
    const { outbox, flights } = setUp({ store });
    await outbox.open("u1");
    outbox.connected();
    outbox.enqueue("r", "one");
    outbox.enqueue("r", "two");
    await settle();
    expect(flights).toHaveLength(0);
    slow.resolve();
    await settle();
    expect(flights.map(({ send }) => send.cid)).toEqual(["cid-1"]);
  });

  it("sends although the store fails", async () => {
    const broken: OutboxStore = {
      load: () => Promise.reject(new Error("no disk")),
      add: () => Promise.reject(new Error("no disk")),
      update: () => Promise.reject(new Error("no disk")),
      remove: () => Promise.reject(new Error("no disk")),
      clear: async () => {},
    };
    const { outbox, flight, states } = setUp({ store: broken });
    await outbox.open("u1");
    outbox.connected();
    outbox.enqueue("r", "one");
    await settle();
    flight(0).ack();
    await settle();
    expect(states()).toEqual([]);
  });

  it("forgets everything of the account when cleared, also what is in flight", async () => {
    const store = new MemoryOutboxStore();
    const { outbox, flight, states } = setUp({ store });
    await outbox.open("u1");
    outbox.connected();
    const { cid } = outbox.enqueue("r", "one");
    await settle();
    const settled = expect(outbox.settled(cid)).rejects.toMatchObject({ code: "unavailable" });
    await outbox.clear();
    await settled;
    flight(0).fail(failure("unavailable"));
    await settle();
    expect(states()).toEqual([]);
    expect(await store.load("u1")).toEqual([]);
    expect(() => outbox.enqueue("r", "two")).toThrow(ProtocolError);
  });

  it("uses its window, and begins anew with what failed", async () => {
    const { outbox, flights, flight } = setUp({ window: 3 });
    await outbox.open("u1");
    outbox.connected();
    for (const content of ["1", "2", "3", "4"]) outbox.enqueue("r", content);
    await settle();
    expect(flights.map(({ send }) => send.content)).toEqual(["1", "2", "3"]);
    flight(1).fail(failure("rate_limited", 0));
    flight(0).ack();
    await settle();
    flight(2).ack();
    await settle();
    expect(outbox.all().map(({ content }) => content)).toEqual(["2", "4"]);
  });
});

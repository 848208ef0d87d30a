import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryOutboxStore } from "../../src/client/outbox/outbox-store.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { member, online, person, roomOf, seqs, texts } from "./support/people.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `m${i}`);

describe("after a lost connection", () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({ runtime: "node", env: { RATE_LIMITS: "off" } });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  it("everything missed comes, in order and once, and it says how much that was", async () => {
    using ana = await member(server.url, "Ana", { sendWindow: 32 });
    using ben = await member(server.url, "Ben");
    const room = await roomOf(ana, ben);
    ben.wire.cut();
    for (const text of numbers(500)) ana.client.send(room, text);
    await until("all sent", () => ana.client.outbox.all().length === 0);
    const caughtUp = ben.client.next("caught_up", { signal: AbortSignal.timeout(60_000) });
    ben.wire.mend();
    ben.client.retryNow();
    expect(await caughtUp).toEqual({ rooms: 1, messages: 500 });
    expect(texts(ben.entries)).toEqual(numbers(500));
    const all = seqs(ben.entries);
    expect(all).toEqual(all.map((_, i) => (all[0] ?? 0) + i));
  });

  it("a room too far ahead is reset", async () => {
    using ana = await member(server.url, "Ana", { sendWindow: 32 });
    using ben = await member(server.url, "Ben");
    const room = await roomOf(ana, ben);
    ben.wire.cut();
    for (const text of numbers(1_050)) ana.client.send(room, text);
    await until("all sent", () => ana.client.outbox.all().length === 0);
    const reset = ben.client.next("reset", { signal: AbortSignal.timeout(60_000) });
    ben.wire.mend();
    ben.client.retryNow();
    const { tip } = await reset;
    expect((await ben.client.history(room, { limit: 1 })).messages).toMatchObject([
      { seq: tip.seq },
    ]);
    ana.client.send(room, "after");
    await until("goes on", () => texts(ben.entries).includes("after"));
    expect(seqs(ben.entries)).toEqual([tip.seq + 1]);
  });

  it("a send whose ack was lost stands in the log once, before what came after it", async () => {
    using ana = await member(server.url, "Ana");
    const room = await roomOf(ana);
    // The connection dies between the server's commit and the client's knowing of it.
    ana.wire.cutsAt = ({ event }) => event === "ack" || event === "message";
    for (const text of ["one", "two", "three"]) ana.client.send(room, text);
    await until("cut", () => ana.client.state.status === "waiting");
    ana.wire.cutsAt = () => false;
    ana.wire.mend();
    ana.client.retryNow();
    await until("all sent", () => ana.client.outbox.all().length === 0);
    const { messages } = await ana.client.history(room);
    expect(messages.map(({ content }) => content)).toEqual(["one", "two", "three"]);
    await until("all shown", () => texts(ana.entries).length >= 3);
    expect(texts(ana.entries)).toEqual(["one", "two", "three"]);
  });

  it("what was written offline survives a reload, and is sent once", async () => {
    const outboxStore = new MemoryOutboxStore();
    const before = await member(server.url, "Ana", { outboxStore });
    using ben = await member(server.url, "Ben");
    const room = await roomOf(before, ben);
    before.wire.cut();
    for (const text of ["one", "two", "three"]) before.client.send(room, text);
    expect(before.client.outbox.items(room).map(({ state }) => state)).toEqual([
      "queued",
      "queued",
      "queued",
    ]);
    before.client.stop();
    using after = person(server.url, { outboxStore, fetch: before.fetch });
    await after.client.session.resume();
    await after.client.start();
    await until("all heard", () => texts(ben.entries).length === 3);
    expect(texts(ben.entries)).toEqual(["one", "two", "three"]);
    await until("nothing left", () => after.client.outbox.all().length === 0);
    const kept = () => outboxStore.load(after.client.user?.id ?? "");
    await until("nothing kept", async () => (await kept()).length === 0);
  });

  it("entries lost on a live connection are read from the log", async () => {
    using ana = await member(server.url, "Ana");
    using ben = await member(server.url, "Ben");
    const room = await roomOf(ana, ben);
    let lost = 0;
    ben.wire.loses = (event) => event.event === "message" && event.n > 3 && lost++ < 5;
    for (const text of numbers(20)) ana.client.send(room, text);
    await until("all heard", () => texts(ben.entries).length === 20);
    expect(texts(ben.entries)).toEqual(numbers(20));
    expect(lost).toBeGreaterThan(4);
  });

  it("presence and read marks are asked for again", async () => {
    using ana = await member(server.url, "Ana");
    const room = await roomOf(ana);
    const { seq } = await ana.client.outbox.settled(ana.client.send(room, "one").cid);
    await ana.client.openRoom(room);
    ana.wire.cut();
    ana.client.markRead(room, seq);
    const presence = ana.client.next("presence_state", { signal: AbortSignal.timeout(60_000) });
    ana.wire.mend();
    ana.client.retryNow();
    expect(await presence).toMatchObject({ room_id: room, online: 1 });
    await online(ana);
  });
});

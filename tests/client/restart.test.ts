import { describe, expect, it } from "vitest";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { member, roomOf, seqs, texts } from "./support/people.ts";

describe.each(RUNTIMES)("a server on %s that goes away", (runtime) => {
  it("by kill -9 loses, doubles and reorders nothing", async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    using ana = await member(server.url, "Ana");
    using ben = await member(server.url, "Ben");
    const room = await roomOf(ana, ben);
    const sent = Array.from({ length: 300 }, (_, i) => `m${i}`);
    // At once: what is looked for now and then may be over by then.
    const killed = Promise.withResolvers<void>();
    ana.client.on("entry", () => {
      if (texts(ana.entries).length === 50) killed.resolve(server.kill());
    });
    for (const text of sent) ana.client.send(room, text);
    await killed.promise;
    expect(texts(ana.entries).length).toBeLessThan(300);
    await until("noticed", () => ana.client.state.status === "waiting");
    await server.start();
    for (const { client } of [ana, ben]) client.retryNow();
    await until("all sent", () => ana.client.outbox.all().length === 0);
    await until("all heard", () => texts(ben.entries).length === 300);
    for (const { entries } of [ana, ben]) {
      expect(texts(entries)).toEqual(sent);
      const all = seqs(entries);
      expect(all).toEqual(all.map((_, i) => (all[0] ?? 0) + i));
    }
  });

  it("by draining is left alone for as long as it said", async () => {
    await using server = await ServerProcess.start({ runtime });
    using ana = await member(server.url, "Ana");
    const draining = ana.client.next("state", { signal: AbortSignal.timeout(60_000) });
    const exit = server.signal("SIGTERM");
    expect(await draining).toMatchObject({ status: "waiting", reason: "draining", attempt: 1 });
    expect(await exit).toMatchObject({ code: 0 });
    await server.start();
    await until("back", () => ana.client.state.status === "online", 90_000);
  });
});

import { describe, expect, test } from "vitest";
import { LIMITS } from "../../src/protocol/limits.ts";
import { Party } from "../harness/party.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";

describe.each(RUNTIMES)("SIGTERM on %s", (runtime) => {
  test("tells every socket, closes it with 1012, loses nothing and exits with 0", async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    await using party = await Party.gather(server, seededDice(seed));
    party.talk();
    await until("traffic", () => party.sent > 300);
    const begun = performance.now();
    const exit = await server.signal("SIGTERM");
    expect(exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - begun).toBeLessThan(LIMITS.drainMs);
    for (const client of party.clients) expect(client.closes[0]).toBe(1012);
    const told = party.history.observations.flatMap((o) =>
      o.kind === "received" && o.event.event === "draining" ? [o] : [],
    );
    expect(new Set(told.map((o) => o.connection)).size).toBe(party.clients.length);
    for (const { event } of told) expect(event).toHaveProperty("retry_after_ms");
    await server.start();
    expect(await party.settle()).toEqual([]);
  });

  test("a second signal ends it at once", async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    await using party = await Party.gather(server, seededDice(seed));
    for (const client of party.clients) client.reconnects = false;
    void server.signal("SIGTERM");
    await until("draining", () =>
      party.history.observations.some((o) => o.kind === "received" && o.event.event === "draining"),
    );
    await server.signal("SIGTERM");
    expect(server.running).toBe(false);
  });
});

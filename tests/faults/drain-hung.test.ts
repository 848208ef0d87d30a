import { expect, test } from "vitest";
import { LIMITS } from "../../src/protocol/limits.ts";
import { Cluster } from "../harness/cluster.ts";
import { Party } from "../harness/party.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { until } from "../harness/wait.ts";
import { holdCommands } from "./mongo-faults.ts";

const HELD_MS = 40_000;

test(`servers whose store hangs drain in time too, and what they had not answered is stored once (seed ${seed})`, async () => {
  await using cluster = await Cluster.start({ runtimes: RUNTIMES, env: { RATE_LIMITS: "off" } });
  await using party = await Party.gather(cluster, seededDice(seed));
  party.talk();
  await until("traffic", () => party.sent > 300);
  const [mongod] = cluster.mongo.members;
  if (mongod === undefined) throw new Error("no mongod");
  // It looks well, and stores nothing: what hangs so is given up later than a server may be gone.
  const held = await holdCommands(mongod, "insert", "entries", HELD_MS);
  await held.reached();
  const begun = performance.now();
  const exits = await Promise.all(cluster.servers.map((server) => server.signal("SIGTERM")));
  const tookMs = performance.now() - begun;
  await held.abort();
  expect(exits).toEqual(RUNTIMES.map(() => ({ code: 0, signal: null })));
  expect(tookMs).toBeLessThan(LIMITS.drainMs);
  for (const { name, closes } of party.clients) expect(closes[0], name).toBe(1012);
  await Promise.all(cluster.servers.map((server) => server.start()));
  expect(await party.settle()).toEqual([]);
});

import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { Cluster } from "../harness/cluster.ts";
import { times } from "../harness/long.ts";
import { Party } from "../harness/party.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { integer, seed, seededDice } from "../harness/seeded.ts";

const KILLS = times(3, 30);
const env = { RATE_LIMITS: "off" };

test(`servers of a cluster killed in turn lose, double and reorder nothing (seed ${seed})`, async () => {
  const dice = seededDice(seed);
  await using cluster = await Cluster.start({ runtimes: RUNTIMES, env });
  await using party = await Party.gather(cluster, dice);
  party.talk();
  for (let kill = 0; kill < KILLS; kill++) {
    const before = party.sent;
    while (party.sent < before + 50) await delay(5);
    await delay(integer(dice, 0, 400));
    await cluster.server(integer(dice, 0, cluster.servers.length - 1)).restart();
  }
  expect(await party.settle()).toEqual([]);
  expect(party.sent).toBeGreaterThan(KILLS * 50);
});

test(`a rolling restart under load loses, doubles and reorders nothing (seed ${seed})`, async () => {
  const dice = seededDice(seed);
  await using cluster = await Cluster.start({ runtimes: RUNTIMES, env });
  await using party = await Party.gather(cluster, dice);
  party.talk();
  for (const server of cluster.servers) {
    const before = party.sent;
    while (party.sent < before + 50) await delay(5);
    expect(await server.signal("SIGTERM")).toEqual({ code: 0, signal: null });
    await server.start();
  }
  expect(await party.settle()).toEqual([]);
});

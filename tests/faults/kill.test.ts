import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { times } from "../harness/long.ts";
import { Party } from "../harness/party.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { integer, seed, seededDice } from "../harness/seeded.ts";
import { ServerProcess } from "../harness/server-process.ts";

const KILLS = times(3, 20);

describe.each(RUNTIMES)("kill -9 on %s", (runtime) => {
  test(`nothing acked is lost, doubled or reordered over ${KILLS} kills (seed ${seed})`, async () => {
    const dice = seededDice(seed);
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    await using party = await Party.gather(server, dice);
    party.talk();
    for (let kill = 0; kill < KILLS; kill++) {
      const before = party.sent;
      // Not before traffic flows again, nor always after everyone is back.
      while (party.sent < before + 50) await delay(5);
      await delay(integer(dice, 0, 400));
      await server.restart();
    }
    expect(await party.settle()).toEqual([]);
    expect(party.sent).toBeGreaterThan(KILLS * 50);
  });
});

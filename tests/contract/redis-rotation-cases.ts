import { deepEqual, equal } from "node:assert/strict";
import { RedisRotationLedger } from "../../src/adapters/rotations/redis-rotation-ledger.ts";
import { RedisProcess } from "../harness/redis.ts";
import { PREFIX } from "../harness/redis-peer.ts";
import { until } from "../harness/wait.ts";
import { answers, Peers } from "./redis-targets.ts";

export const redisRotationCases = [
  {
    name: "Redis rotations: what one server rotated away all know for 10 s, and nothing while Redis is away",
    async run() {
      await using redis = await RedisProcess.start();
      const peers = new Peers(redis.url);
      const both = [peers.connect(), peers.connect()];
      await Promise.all(both.map(answers));
      const [a, b] = both.map(({ connection }) => ({
        ledger: new RedisRotationLedger(connection, PREFIX),
      }));
      if (a === undefined || b === undefined) throw new Error("no peers");
      await a.ledger.note("s", 1);
      equal(await b.ledger.noted("s", 1), true);
      equal(await b.ledger.noted("s", 2), false);
      await until("it is forgotten", async () => (await b.ledger.noted("s", 1)) === false);
      await redis.kill();
      await a.ledger.note("s", 3);
      deepEqual([await a.ledger.noted("s", 3), await b.ledger.noted("s", 3)], [false, false]);
      peers.close();
    },
  },
];

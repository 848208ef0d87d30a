import type { Chance } from "./chance.ts";
import type { Plan } from "./plan.ts";

/**
 * Five servers and thirty devices on a replica set, over a bus: whatever a cluster has to bear, some of it at a
 * time. Short, so that there are many.
 */
export const makeClusterPlan = (chance: Chance): Plan => {
  const activeMs = chance.happens(0.05) ? 3_000 : chance.between(300, 800);
  const sometimes = (low: number, high: number): number =>
    chance.happens(0.35) ? chance.between(low, high) * activeMs : 0;
  return {
    servers: 5,
    users: 15,
    guests: 0,
    devicesOfOne: [2, 2],
    crowd: 0.5,
    activeMs,
    // Of thirty devices: an act each 10 to 30 ms.
    pauseMs: chance.pick([300, 500, 900]),
    history: chance.pick([0, 0, 0, 3, 70]),
    tokenMs: 600_000,
    store: {
      latencyMs: chance.pick([1, 5, 20]),
      failures: chance.happens(0.5) ? chance.pick([0.002, 0.01, 0.05]) : 0,
    },
    replicas: {
      replicationMs: chance.pick([1, 10, 60]),
      electionMs: chance.pick([10, 200, 7_000]),
      electionEveryMs: sometimes(0.2, 1),
      lagEveryMs: sometimes(0.3, 1),
    },
    network: { delayMs: chance.pick([1, 10, 60]), byteScale: chance.pick([1, 1, 300, 3_000]) },
    bus: {
      delayMs: chance.pick([1, 20, 100]),
      loss: chance.pick([0, 0, 0.05, 0.3]),
      commandLoss: chance.pick([0, 0, 0.3]),
      duplication: chance.pick([0, 0.2]),
    },
    crashEveryMs: sometimes(0.2, 1),
    cutEveryMs: sometimes(0.05, 0.5),
    stallEveryMs: sometimes(0.1, 0.5),
    reloadEveryMs: sometimes(0.2, 1),
    outageEveryMs: sometimes(0.3, 1),
    silenceEveryMs: sometimes(0.3, 1),
    retains: false,
  };
};

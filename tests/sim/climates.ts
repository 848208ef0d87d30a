import type { Chance } from "./chance.ts";
import { makeClusterPlan } from "./cluster-plan.ts";
import { makePlan, type Plan } from "./plan.ts";

/** Which plans a seed is drawn from: everything, or one kind of trouble often, to see quickly what it does. */
export const CLIMATES = {
  any: makePlan,
  /** Five servers on a replica set. */
  cluster: makeClusterPlan,
  /** The same while nothing fails. */
  calm: (chance: Chance): Plan => ({
    ...makeClusterPlan(chance),
    store: { latencyMs: 2, failures: 0 },
    replicas: { replicationMs: 5, electionMs: 0, electionEveryMs: 0, lagEveryMs: 0 },
    network: { delayMs: 5, byteScale: 1 },
    bus: { delayMs: 2, loss: 0, commandLoss: 0, duplication: 0 },
    crashEveryMs: 0,
    cutEveryMs: 0,
    stallEveryMs: 0,
    reloadEveryMs: 0,
    outageEveryMs: 0,
    silenceEveryMs: 0,
  }),
  /** The primary changes often, while no majority has what was written. */
  failover: (chance: Chance): Plan => {
    const plan = makeClusterPlan(chance);
    const everyMs = plan.activeMs / 6;
    return {
      ...plan,
      replicas: {
        replicationMs: 60,
        electionMs: 10,
        electionEveryMs: everyMs,
        lagEveryMs: everyMs,
      },
    };
  },
  /** The store fails often, and nothing else does. */
  doubt: (chance: Chance): Plan => ({
    ...makePlan(chance),
    servers: 1,
    activeMs: 400,
    pauseMs: 120,
    store: { latencyMs: 1, failures: 0.15 },
    crashEveryMs: 0,
    cutEveryMs: 0,
    stallEveryMs: 0,
    reloadEveryMs: 0,
  }),
  /** Connections come and go while much is deleted and little is stored far away. */
  resume: (chance: Chance): Plan => ({
    ...makePlan(chance),
    activeMs: 1_500,
    pauseMs: 30,
    network: { delayMs: 10, byteScale: 3_000 },
    cutEveryMs: 60,
    stallEveryMs: 60,
  }),
  /** Two servers that hear little of each other. */
  apart: (chance: Chance): Plan => {
    const plan = makePlan(chance);
    return { ...plan, servers: 2, guests: 0, bus: { ...plan.bus, loss: 0.3, commandLoss: 0.3 } };
  },
  /** Beginnings of logs go while they are read. */
  retention: (chance: Chance): Plan => ({
    ...makePlan(chance),
    activeMs: 1_000,
    network: { delayMs: 10, byteScale: 3_000 },
    cutEveryMs: 60,
    stallEveryMs: 60,
    retains: true,
  }),
} as const satisfies Readonly<Record<string, (chance: Chance) => Plan>>;

export type Climate = keyof typeof CLIMATES;

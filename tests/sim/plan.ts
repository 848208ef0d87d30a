import type { BusWeather } from "./bus.ts";
import type { Chance } from "./chance.ts";
import type { ReplicaWeather } from "./mongo/replica-set.ts";
import type { NetworkWeather } from "./network.ts";
import type { StoreWeather } from "./store/weather.ts";

export interface ReplicaPlan extends ReplicaWeather {
  /** Between two of each, on average; 0: never. */
  readonly electionEveryMs: number;
  /** Times in which no majority gets what is written. */
  readonly lagEveryMs: number;
}

/** What a seed decides before anything happens. */
export interface Plan {
  readonly servers: number;
  readonly users: number;
  readonly guests: number;
  /** Devices that one of them has, at least and at most. */
  readonly devicesOfOne: readonly [number, number];
  /** Of the users, who is in a room from the beginning. */
  readonly crowd: number;
  /** How long people act, in milliseconds of the simulation. */
  readonly activeMs: number;
  /** Between two acts of one device, on average. */
  readonly pauseMs: number;
  /** Entries that stand in a room before anybody came. */
  readonly history: number;
  readonly tokenMs: number;
  readonly store: StoreWeather;
  /** The members of a replica set; absent: the store is no server of its own. */
  readonly replicas: ReplicaPlan | undefined;
  readonly network: NetworkWeather;
  readonly bus: BusWeather;
  /** Between two of each, on average; 0: never. */
  readonly crashEveryMs: number;
  readonly cutEveryMs: number;
  readonly stallEveryMs: number;
  readonly reloadEveryMs: number;
  /** Of the bus between servers. */
  readonly outageEveryMs: number;
  /** In which one server hears nothing, and is not told so. */
  readonly silenceEveryMs: number;
  /** Whether retention removes the beginnings of logs while they are read. */
  readonly retains: boolean;
}

export const makePlan = (chance: Chance): Plan => {
  const servers = chance.happens(0.3) ? 2 : 1;
  const isStormy = chance.happens(0.7);
  // Long enough for many of everything now and then, short enough for many seeds otherwise.
  const activeMs = chance.happens(0.05) ? 4_000 : chance.between(200, 1_000);
  const sometimes = (low: number, high: number): number =>
    isStormy && chance.happens(0.5) ? chance.between(low, high) * activeMs : 0;
  return {
    servers,
    users: chance.integer(2, 3),
    guests: servers === 1 ? chance.pick([0, 0, 1, 2]) : 0,
    devicesOfOne: [1, 2],
    crowd: 1,
    activeMs,
    pauseMs: chance.pick([30, 60, 120]),
    history: chance.pick([0, 0, 0, 0, 3, 3, 150, 990, 1_010]),
    tokenMs: chance.happens(0.1) ? 62_000 : 600_000,
    store: {
      latencyMs: chance.pick([0, 0, 1, 20, 100]),
      failures: chance.happens(0.5) ? chance.pick([0.002, 0.01, 0.05]) : 0,
    },
    replicas: undefined,
    network: { delayMs: chance.pick([1, 10, 100]), byteScale: chance.pick([1, 1, 300, 3_000]) },
    bus: {
      delayMs: chance.pick([1, 30, 200]),
      loss: servers > 1 ? chance.pick([0, 0.05, 0.3]) : 0,
      commandLoss: servers > 1 ? chance.pick([0, 0.3, 0.6]) : 0,
      duplication: chance.pick([0, 0.2]),
    },
    crashEveryMs: sometimes(0.2, 1),
    cutEveryMs: sometimes(0.05, 0.5),
    stallEveryMs: sometimes(0.1, 0.5),
    reloadEveryMs: sometimes(0.2, 1),
    outageEveryMs: servers > 1 ? sometimes(0.2, 1) : 0,
    silenceEveryMs: 0,
    retains: chance.happens(0.05),
  };
};

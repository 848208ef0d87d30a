import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Metrics } from "../../ports/metrics.ts";
import type { RateDecision, RateLimiter } from "../../ports/rate-limit.ts";
import type {
  LimitTrafficStore,
  MinuteTraffic,
  TrafficRecord,
} from "../../ports/store/limit-traffic.ts";
import type { Simulation } from "../../protocol/limit-simulation.ts";
import type { RateLimitName, RateLimits, RateRule } from "../../protocol/settings.ts";
import { LimitSimulation } from "./limit-simulation.ts";

const MINUTE_MS = 60_000;
const KEPT_MS = 24 * 3_600_000;
/** Read at a time, when it is simulated. */
const READ_MS = 3_600_000;
/** Of one limit in one minute: counted by name, and kept by name. */
const MOST_COUNTED = 5_000;
const MOST_KEPT = 50;

interface Count {
  hits: number;
  refused: number;
}

export interface LimitTrafficDeps {
  readonly store: LimitTrafficStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly serverId: string;
  readonly limits: () => RateLimits;
}

/** Counts what meets the limits that admins set, by caller and minute, and simulates others on a day of it. */
export class LimitTraffic {
  readonly #deps: LimitTrafficDeps;
  readonly #counts = new Map<RateLimitName, Map<string, Count>>();
  readonly #unnamed = new Map<RateLimitName, Count>();
  #minute: number;
  /** The limits whose rules `#names` tells: every message asks. */
  #named: RateLimits | undefined;
  #names: ReadonlyMap<RateRule, RateLimitName> = new Map();

  constructor(deps: LimitTrafficDeps) {
    this.#deps = deps;
    this.#minute = minuteOf(deps.clock.now());
    deps.metrics.gauge(
      "crosstalk_limit_callers",
      "Callers that met a limit this minute, counted by name",
      () => this.#counted,
    );
  }

  get #counted(): number {
    return Array.from(this.#counts.values()).reduce((sum, callers) => sum + callers.size, 0);
  }

  start(): void {
    const { clock, store } = this.#deps;
    clock.every(MINUTE_MS / 4, () => this.#flush());
    clock.every(READ_MS, () => {
      // A store that is away says so by itself, and the next time they are removed too.
      void store.removeTraffic(clock.now() - KEPT_MS).catch(() => undefined);
    });
  }

  /** The limiter, whose hits are counted. */
  counting(limiter: RateLimiter): RateLimiter {
    const count = (key: string, rule: RateRule, decision: RateDecision): RateDecision => {
      const name = this.#nameOf(rule);
      if (name !== undefined) this.#count(name, callerOf(key), decision.allowed);
      return decision;
    };
    return {
      hit(key, rule) {
        const decision = limiter.hit(key, rule);
        return decision instanceof Promise
          ? decision.then((settled) => count(key, rule, settled))
          : count(key, rule, decision);
      },
      giveBack: (key, rule) => {
        limiter.giveBack(key, rule);
        const name = this.#nameOf(rule);
        if (name !== undefined) this.#uncount(name, callerOf(key));
      },
      gauges: () => limiter.gauges(),
    };
  }

  async simulate(limits: RateLimits): Promise<Simulation> {
    const { store, clock } = this.#deps;
    this.#flush();
    // What comes in this minute is not counted before it is over.
    const to = minuteOf(clock.now());
    const from = to - KEPT_MS;
    const names = Object.keys(limits) as RateLimitName[];
    const simulations = names.map((name) => [name, new LimitSimulation(limits[name])] as const);
    const minutes = new Set<number>();
    for (let at = from; at < to; at += READ_MS) {
      const records = await store.traffic(at, Math.min(at + READ_MS, to));
      for (const [minute, traffic] of byMinute(records)) {
        minutes.add(minute);
        for (const [name, simulation] of simulations) {
          const met = merged(traffic, name);
          if (met !== undefined) simulation.add(minute, met);
        }
      }
    }
    const results = simulations.map(([name, simulation]) => [name, simulation.result()] as const);
    return {
      from,
      to,
      minutes: minutes.size,
      limits: Object.fromEntries(results) as Simulation["limits"],
    };
  }

  /** The rules of settings are told by what they are: others have limits of their own. */
  #nameOf(rule: RateRule): RateLimitName | undefined {
    const limits = this.#deps.limits();
    if (limits !== this.#named) {
      this.#named = limits;
      const names = Object.keys(limits) as RateLimitName[];
      this.#names = new Map(names.map((name) => [limits[name], name]));
    }
    return this.#names.get(rule);
  }

  #count(name: RateLimitName, caller: string, isAllowed: boolean): void {
    if (minuteOf(this.#deps.clock.now()) !== this.#minute) this.#flush();
    let callers = this.#counts.get(name);
    if (callers === undefined) {
      callers = new Map<string, Count>();
      this.#counts.set(name, callers);
    }
    let count = callers.get(caller);
    if (count === undefined && callers.size >= MOST_COUNTED) {
      count = this.#unnamed.get(name) ?? { hits: 0, refused: 0 };
      this.#unnamed.set(name, count);
    } else if (count === undefined) {
      count = { hits: 0, refused: 0 };
      callers.set(caller, count);
    }
    count.hits += 1;
    if (!isAllowed) count.refused += 1;
  }

  /** One that was given back would have met no other limit either. */
  #uncount(name: RateLimitName, caller: string): void {
    const callers = this.#counts.get(name);
    const count = callers?.get(caller) ?? this.#unnamed.get(name);
    // It may have been counted in a minute that is over.
    if (count === undefined || count.hits <= count.refused) return;
    count.hits -= 1;
    if (count.hits === 0) callers?.delete(caller);
  }

  /** What was counted of minutes that are over, into the store. */
  #flush(): void {
    const { store, clock, logger, serverId } = this.#deps;
    const minute = minuteOf(clock.now());
    if (minute === this.#minute) return;
    const at = this.#minute;
    this.#minute = minute;
    if (this.#counts.size === 0) return;
    const limits: Partial<Record<RateLimitName, MinuteTraffic>> = {};
    for (const [name, callers] of this.#counts) {
      limits[name] = minuteTraffic(callers, this.#unnamed.get(name));
    }
    this.#counts.clear();
    this.#unnamed.clear();
    store.saveTraffic({ at, serverId, limits }).catch((error: unknown) => {
      logger.warn("a minute of traffic is not kept", { error: String(error) });
    });
  }
}

const callerOf = (key: string): string => key.slice(key.indexOf(":") + 1);

const minuteOf = (time: number): number => time - (time % MINUTE_MS);

const minuteTraffic = (
  counts: ReadonlyMap<string, Count>,
  beyond: Count = { hits: 0, refused: 0 },
): MinuteTraffic => {
  const sorted = Array.from(counts, ([caller, count]) => ({ caller, ...count })).toSorted(
    (a, b) => b.hits - a.hits,
  );
  const others = sorted.slice(MOST_KEPT);
  const hits = others.reduce((sum, count) => sum + count.hits, beyond.hits);
  return {
    callers: sorted.slice(0, MOST_KEPT),
    unnamed: {
      callers: others.length,
      hits,
      refused: others.reduce((sum, count) => sum + count.refused, beyond.refused),
      // Of those beyond the cap nobody knows who they were: one may have been all of them.
      busiest: Math.max(others[0]?.hits ?? 0, beyond.hits),
    },
  };
};

const byMinute = (records: readonly TrafficRecord[]): ReadonlyMap<number, TrafficRecord[]> => {
  const minutes = new Map<number, TrafficRecord[]>();
  for (const record of records) {
    const known = minutes.get(record.at);
    if (known === undefined) minutes.set(record.at, [record]);
    else known.push(record);
  }
  return minutes;
};

/** Over all servers: it is one limit. */
const merged = (
  records: readonly TrafficRecord[],
  name: RateLimitName,
): MinuteTraffic | undefined => {
  const parts = records.flatMap(({ limits }) => limits[name] ?? []);
  if (parts.length <= 1) return parts[0];
  const callers = new Map<string, Count>();
  for (const { caller, hits, refused } of parts.flatMap((part) => part.callers)) {
    const known = callers.get(caller) ?? { hits: 0, refused: 0 };
    callers.set(caller, { hits: known.hits + hits, refused: known.refused + refused });
  }
  const sum = (of: (part: MinuteTraffic["unnamed"]) => number): number =>
    parts.reduce((total, { unnamed }) => total + of(unnamed), 0);
  return {
    callers: Array.from(callers, ([caller, count]) => ({ caller, ...count })),
    unnamed: {
      callers: sum((part) => part.callers),
      hits: sum((part) => part.hits),
      refused: sum((part) => part.refused),
      busiest: sum((part) => part.busiest),
    },
  };
};

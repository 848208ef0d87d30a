import { hostname } from "node:os";
import process from "node:process";
import product from "../../package.json" with { type: "json" };
import type { LagReader } from "../adapters/metrics/loop-lag.ts";
import type { Clock } from "../ports/clock.ts";
import type { ServerFacts } from "../ports/cluster.ts";
import type { ProcessFacts, ProcessMeasures } from "../ports/process.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { Services } from "../services.ts";

/** Measures over less than that say nothing; statistics ask once a second. */
const MEASURE_MS = 900;
const CLOCK_MS = 1_000;

/** What this process tells of itself to the other servers and to admins, read when it is asked for. */
export class FactsOfServer implements ProcessFacts {
  readonly #runtime: Runtime;
  readonly #clock: Clock;
  /** Monotonic. */
  readonly #startedAt: number;
  #toldStart = 0;
  readonly #lag: LagReader;
  #cpuUsage = process.cpuUsage();
  #measuredAt: number;
  #measures: ProcessMeasures = { cpu: 0, rss_bytes: process.memoryUsage.rss(), loop_lag_ms: 0 };

  constructor(runtime: Runtime, clock: Clock, lag: LagReader) {
    this.#runtime = runtime;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
    this.#measuredAt = this.#startedAt;
    this.#lag = lag;
  }

  read({ realtime, store, bus, clock }: Services): ServerFacts {
    return {
      ...this.identity(clock.now()),
      ...realtime.counts(),
      ...this.measure(),
      bus: bus.kind,
      store: store.kind,
      draining: realtime.draining,
    };
  }

  identity(now: number): ReturnType<ProcessFacts["identity"]> {
    return {
      runtime: this.#runtime.name,
      runtime_version: this.#runtime.version,
      version: product.version,
      host: hostname(),
      pid: process.pid,
      started_at: this.#start(now),
    };
  }

  /** The same each time, but when the clock was put right meanwhile. */
  #start(now: number): number {
    const start = Math.round(now - (this.#clock.monotonic() - this.#startedAt));
    if (Math.abs(start - this.#toldStart) > CLOCK_MS) this.#toldStart = start;
    return this.#toldStart;
  }

  measure(): ProcessMeasures {
    const elapsedMs = this.#clock.monotonic() - this.#measuredAt;
    if (elapsedMs >= MEASURE_MS) {
      const { user, system } = process.cpuUsage(this.#cpuUsage);
      this.#cpuUsage = process.cpuUsage();
      this.#measuredAt += elapsedMs;
      const cpu = (user + system) / 1_000 / elapsedMs;
      const rss_bytes = process.memoryUsage.rss();
      this.#measures = { cpu, rss_bytes, loop_lag_ms: this.#lag.take().p99 };
    }
    return this.#measures;
  }
}

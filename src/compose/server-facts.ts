import { hostname } from "node:os";
import process from "node:process";
import product from "../../package.json" with { type: "json" };
import { type LoopLag, measureLoopLag } from "../adapters/metrics/loop-lag.ts";
import type { Clock } from "../ports/clock.ts";
import type { ServerFacts } from "../ports/cluster.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { Services } from "../services.ts";

/** Measures over less than that say nothing. */
const MEASURE_MS = 1_000;

/** What this process tells of itself to the other servers and to admins, read when it is asked for. */
export class FactsOfServer {
  readonly #runtime: Runtime;
  readonly #clock: Clock;
  /** Monotonic. */
  readonly #startedAt: number;
  #toldStart = 0;
  /** Measured from the first time on that anybody asks: a server that is alone is rarely asked. */
  #lag: LoopLag | undefined;
  #cpuUsage = process.cpuUsage();
  #measuredAt: number;
  #measures = { cpu: 0, loop_lag_ms: 0 };

  constructor(runtime: Runtime, clock: Clock) {
    this.#runtime = runtime;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
    this.#measuredAt = this.#startedAt;
  }

  read({ realtime, store, bus, clock }: Services): ServerFacts {
    return {
      runtime: this.#runtime.name,
      runtime_version: this.#runtime.version,
      version: product.version,
      host: hostname(),
      pid: process.pid,
      started_at: this.#start(clock.now()),
      ...realtime.counts(),
      rss_bytes: process.memoryUsage.rss(),
      ...this.#measure(),
      bus: bus.kind,
      store: store.kind,
      draining: realtime.draining,
    };
  }

  /** The same each time, but when the clock was put right meanwhile. */
  #start(now: number): number {
    const start = Math.round(now - (this.#clock.monotonic() - this.#startedAt));
    if (Math.abs(start - this.#toldStart) > MEASURE_MS) this.#toldStart = start;
    return this.#toldStart;
  }

  /** Over the time since it was last measured: the share of one core, and how late timers were. */
  #measure(): { readonly cpu: number; readonly loop_lag_ms: number } {
    this.#lag ??= measureLoopLag(this.#clock);
    const elapsedMs = this.#clock.monotonic() - this.#measuredAt;
    if (elapsedMs >= MEASURE_MS) {
      const { user, system } = process.cpuUsage(this.#cpuUsage);
      this.#cpuUsage = process.cpuUsage();
      this.#measuredAt += elapsedMs;
      const cpu = (user + system) / 1_000 / elapsedMs;
      this.#measures = { cpu, loop_lag_ms: this.#lag.take().p99 };
    }
    return this.#measures;
  }
}

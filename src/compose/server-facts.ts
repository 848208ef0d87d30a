import { hostname } from "node:os";
import process from "node:process";
import product from "../../package.json" with { type: "json" };
import { type LoopLag, measureLoopLag } from "../adapters/metrics/loop-lag.ts";
import type { Clock } from "../ports/clock.ts";
import type { ServerFacts } from "../ports/cluster.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { Services } from "../services.ts";
import type { Life } from "./life.ts";

/** What this process tells of itself to the other servers, read when it is asked for. */
export class FactsOfServer {
  readonly #runtime: Runtime;
  readonly #clock: Clock;
  readonly #startedAt: number;
  /** Measured from the first time on that anybody asks: a server that is alone is not asked. */
  #lag: LoopLag | undefined;
  #cpu = process.cpuUsage();
  #cpuAt = performance.now();

  constructor(runtime: Runtime, clock: Clock) {
    this.#runtime = runtime;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  read({ realtime, store, bus }: Services, life: Life): ServerFacts {
    this.#lag ??= measureLoopLag(this.#clock);
    return {
      runtime: this.#runtime.name,
      runtime_version: this.#runtime.version,
      version: product.version,
      host: hostname(),
      pid: process.pid,
      started_at: this.#startedAt,
      ...realtime.counts(),
      rss_bytes: process.memoryUsage.rss(),
      cpu: this.#takeCpu(),
      loop_lag_ms: this.#lag.take().p99,
      bus: bus.kind,
      store: store.kind,
      draining: life.phase === "draining",
    };
  }

  /** Share of one core since the last time. */
  #takeCpu(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedMs = performance.now() - this.#cpuAt;
    this.#cpu = process.cpuUsage();
    this.#cpuAt = performance.now();
    return elapsedMs > 0 ? (user + system) / 1_000 / elapsedMs : 0;
  }
}

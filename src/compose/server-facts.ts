import { hostname } from "node:os";
import process from "node:process";
import product from "../../package.json" with { type: "json" };
import type { LoopLag } from "../adapters/metrics/loop-lag.ts";
import type { ServerFacts } from "../ports/cluster.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { Services } from "../services.ts";
import type { Life } from "./life.ts";

/** What this process tells of itself to the other servers, read when it is asked for. */
export class FactsOfServer {
  readonly #runtime: Runtime;
  readonly #lag: LoopLag;
  readonly #startedAt: number;
  #cpu = process.cpuUsage();
  #cpuAt = performance.now();

  constructor(runtime: Runtime, lag: LoopLag, startedAt: number) {
    this.#runtime = runtime;
    this.#lag = lag;
    this.#startedAt = startedAt;
  }

  read({ realtime, store, bus }: Services, life: Life): ServerFacts {
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

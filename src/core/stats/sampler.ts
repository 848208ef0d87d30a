import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ProcessFacts } from "../../ports/process.ts";
import type { Store } from "../../ports/store/store.ts";
import type { ServerHealth } from "../../protocol/health.ts";
import type { ServerSample } from "../../protocol/server-sample.ts";
import type { StatsEvent, StatsValues } from "../../protocol/stats.ts";
import type { Trace } from "../../protocol/traces.ts";
import { type BucketCounts, quantiles } from "./durations.ts";
import type { Measured, Meter } from "./meter.ts";
import { traceOf } from "./slow-trace.ts";
import { tallySum } from "./tally.ts";
import { inPlaces, rounded } from "./values.ts";

/** What the sockets' side of a server has to say. */
export interface RealtimeNumbers {
  counts(): {
    readonly connections: number;
    readonly rooms: number;
    readonly messages_in_total: number;
    readonly messages_out_total: number;
  };
  queues(): {
    readonly append_queue: number;
    readonly paging_sockets: number;
    readonly stalled_sockets: number;
  };
  readonly draining: boolean;
}

export interface SamplerDeps {
  readonly serverId: string;
  readonly meter: Meter;
  readonly realtime: RealtimeNumbers;
  readonly process: ProcessFacts;
  readonly bus: Bus;
  readonly store: Store;
  readonly clock: Clock;
  readonly clockOffset: () => number | undefined;
}

/** A host that was suspended must not make up rates of what went before. */
const LONGEST_S = 60;

/** Looks at this server once a second, and says what it saw in the words that servers tell each other. */
export class Sampler {
  readonly #deps: SamplerDeps;
  #lookedAt: number;
  #messagesIn = 0;
  #messagesOut = 0;
  #storeDelay: number | undefined;
  #isAsking = false;

  constructor(deps: SamplerDeps) {
    this.#deps = deps;
    this.#lookedAt = deps.clock.monotonic();
  }

  take(at: number, events: readonly StatsEvent[]): ServerSample {
    const { meter, process, realtime, serverId, clock } = this.#deps;
    const measured = meter.take();
    const commits = meter.commits.take();
    const acks = meter.acks.take();
    const errors = meter.errors.take();
    const limitsHit = meter.limitsHit.take();
    const slowest = this.#slowest();
    const refused = { errors: tallySum(errors), limits: tallySum(limitsHit) };
    this.#askStore();
    return {
      at,
      server: { server_id: serverId, ...process.identity(clock.now()) },
      draining: realtime.draining,
      values: inPlaces(this.#values(measured, commits, acks, refused)),
      commits: [...commits],
      acks: [...acks],
      frames: measured.frames,
      sockets: measured.sockets,
      errors,
      limits_hit: limitsHit,
      ...(slowest === undefined ? {} : { slowest }),
      events: [...events],
      health: this.#health(),
    };
  }

  #values(
    measured: Measured,
    commits: BucketCounts,
    acks: BucketCounts,
    refused: { readonly errors: number; readonly limits: number },
  ): StatsValues {
    const { realtime, process, bus } = this.#deps;
    const perSecond = this.#perSecond();
    const { connections, rooms, messages_in_total, messages_out_total } = realtime.counts();
    const [commitP50 = null, commitP99 = null] = quantiles([commits], [0.5, 0.99]);
    const [ackP50 = null, ackP99 = null] = quantiles([acks], [0.5, 0.99]);
    const { cpu, rss_bytes, loop_lag_ms } = process.measure();
    const messagesIn = messages_in_total - this.#messagesIn;
    const messagesOut = messages_out_total - this.#messagesOut;
    this.#messagesIn = messages_in_total;
    this.#messagesOut = messages_out_total;
    return {
      connections,
      rooms,
      messages_in_per_s: perSecond(messagesIn),
      messages_out_per_s: perSecond(messagesOut),
      bytes_in_per_s: perSecond(measured.bytesIn),
      bytes_out_per_s: perSecond(measured.bytesOut),
      entries_per_s: perSecond(measured.entries),
      commit_p50_ms: commitP50,
      commit_p99_ms: commitP99,
      ack_p50_ms: ackP50,
      ack_p99_ms: ackP99,
      fan_out: measured.frames === 0 ? null : rounded(measured.sockets / measured.frames),
      ...realtime.queues(),
      http_requests_per_s: perSecond(measured.requests),
      errors_per_s: perSecond(refused.errors),
      limits_hit_per_s: perSecond(refused.limits),
      cpu: rounded(cpu),
      rss_bytes,
      loop_lag_ms: rounded(loop_lag_ms),
      bus_delay_ms: roundedOrNull(bus.delayMs()),
      store_delay_ms: roundedOrNull(this.#storeDelay),
    };
  }

  /** Whole numbers: the sum of the servers' is that of the cluster, to the last digit. */
  #perSecond(): (count: number) => number {
    const now = this.#deps.clock.monotonic();
    const seconds = (now - this.#lookedAt) / 1_000;
    this.#lookedAt = now;
    if (seconds <= 0 || seconds > LONGEST_S) return () => 0;
    return (count) => Math.round(count / seconds);
  }

  #slowest(): Trace | undefined {
    const slowest = this.#deps.meter.takeSlowest();
    return slowest === undefined ? undefined : traceOf(slowest, this.#deps.serverId);
  }

  #health(): ServerHealth {
    const { store, bus, clockOffset } = this.#deps;
    return {
      store: { kind: store.kind, ...store.health(), migration: store.migration },
      bus: { kind: bus.kind, ...bus.health() },
      clock_offset_ms: clockOffset() ?? null,
    };
  }

  /** One at a time; what it answers is for the next sample. */
  #askStore(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { store } = this.#deps;
    void store
      .delayMs()
      // One that is away says so by its health.
      .catch(() => undefined)
      .then((ms) => {
        this.#storeDelay = ms;
        this.#isAsking = false;
      });
  }
}

const roundedOrNull = (value: number | undefined): number | null =>
  value === undefined ? null : rounded(value);

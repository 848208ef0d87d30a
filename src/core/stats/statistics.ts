import type { Bus, Command } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Cluster } from "../../ports/cluster.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Metrics } from "../../ports/metrics.ts";
import type { Server } from "../../protocol/admin-entities.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Health } from "../../protocol/health.ts";
import type { ServerSample } from "../../protocol/server-sample.ts";
import {
  type ServerIdentity,
  type ServerStats,
  STALE_MS,
  STATS_KEPT_MS,
  type StatsEvent,
  type StatsTick,
} from "../../protocol/stats.ts";
import type { Trace } from "../../protocol/traces.ts";
import { healthOf } from "./health.ts";
import { StatsHistory } from "./history.ts";
import { StatsKeeper } from "./keeper.ts";
import { Marks } from "./marks.ts";
import { PointBuilder } from "./point-builder.ts";
import { Roster, unheardRow } from "./roster.ts";
import { Sampler, type SamplerDeps } from "./sampler.ts";
import { secondAt, untilNextSecond } from "./seconds.ts";
import { StatsGauges } from "./stats-gauges.ts";
import { type KeptTick, TickLog } from "./tick-log.ts";
import { totalOf } from "./totals.ts";
import { fromPlaces } from "./values.ts";
import { Viewers } from "./viewers.ts";

export interface StatisticsDeps extends SamplerDeps {
  readonly bus: Bus;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** For what the others say of the same second to arrive. */
const ARRIVAL_MS = 250;

/**
 * Live statistics of the whole cluster, in every server: each looks at itself once a second and tells the others,
 * so that any of them can say how all are.
 */
export class Statistics {
  readonly history: StatsHistory;
  readonly viewers: Viewers;
  readonly marks: Marks;
  readonly #deps: StatisticsDeps;
  readonly #sampler: Sampler;
  readonly #keeper: StatsKeeper;
  readonly #gauges: StatsGauges;
  readonly #roster = new Roster();
  readonly #ticks = new TickLog();
  /** By server, and of the whole cluster under the empty id; only what is this server's to keep is kept. */
  readonly #points = new Map<string, PointBuilder>();
  #wasDraining = false;
  #startedAt = 0;
  #spentMs = 0;
  #stopped = false;

  constructor(deps: StatisticsDeps) {
    const { clock, logger, store, metrics } = deps;
    this.#deps = deps;
    this.#sampler = new Sampler(deps);
    this.#gauges = new StatsGauges(metrics);
    this.#keeper = new StatsKeeper(store.stats, clock, logger);
    this.marks = new Marks(deps.serverId, clock, this.#keeper);
    this.viewers = new Viewers(clock);
    this.history = new StatsHistory({
      store: store.stats,
      clock,
      current: (serverId) => this.#points.get(serverId)?.current,
    });
    metrics.gauges("crosstalk_statistics", "What live statistics keep", "what", () => ({
      viewers: this.viewers.size,
      servers: this.#roster.size,
      waiting_for_store: this.#keeper.waiting,
      busy_seconds_total: this.#spentMs / 1_000,
    }));
  }

  start(): void {
    this.#keeper.start();
    this.#startedAt = this.#deps.clock.monotonic();
    void this.#markStart();
    this.#look();
    this.#next();
  }

  /** What any server says of itself, this one too. */
  heard(sample: ServerSample): void {
    this.#timed(() => this.#hear(sample));
  }

  #hear(sample: ServerSample): void {
    const now = this.#deps.clock.monotonic();
    for (const event of this.#roster.heard(sample, now)) this.marks.found(event);
    for (const event of sample.events) this.marks.heard(event);
    const id = sample.server.server_id;
    // The others keep theirs.
    const finished = this.#pointsOf(id).add(sample.at, fromPlaces(sample.values), 1);
    if (finished !== undefined && id === this.#deps.serverId) this.#keeper.point(finished);
  }

  /** Those that follow the one at `at`; the last one, where nothing is said. */
  after(at: number | undefined): readonly KeptTick[] {
    return this.#ticks.after(at);
  }

  slowest(): Trace | undefined {
    return this.#roster.slowest(this.#deps.clock.monotonic());
  }

  /** Throws `not_found` of one that is not heard. */
  server(serverId: string): ServerIdentity {
    const live = this.#roster.live(this.#deps.clock.monotonic());
    const found = live.find(({ server }) => server.server_id === serverId);
    if (found === undefined) throw new ProtocolError("not_found", "No such server is heard.");
    return found.server;
  }

  health(): Health {
    const { clock } = this.#deps;
    return healthOf(clock.now(), this.#rows(clock.monotonic()), this.#roster.samples());
  }

  /** Who may not watch any more, stops. */
  apply(command: Command): void {
    this.viewers.apply(command);
  }

  /** Says goodbye to the other servers, and saves what is left. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.marks.make("stop");
    const at = secondAt(this.#deps.clock.now());
    const sample = this.#sampler.take(at, this.marks.takeOwn());
    this.#deps.bus.signal({ to: "servers", sample: { ...sample, stopped: true } });
    this.viewers.endAll();
    const point = this.#points.get(this.#deps.serverId)?.current;
    if (point !== undefined) this.#keeper.point(point);
    await this.#keeper.save();
  }

  /** Another version than the last that started is what charts call a deploy. */
  async #markStart(): Promise<void> {
    const { version } = this.#deps.process.identity(this.#deps.clock.now());
    const starts = await this.history
      .events({ minutes: STATS_KEPT_MS / 60_000 })
      .catch((): StatsEvent[] => []);
    const last = starts.findLast(({ type }) => type === "start" || type === "deploy");
    const isOther = last?.detail !== undefined && last.detail !== version;
    this.marks.make(isOther ? "deploy" : "start", { detail: version });
  }

  /** At the next whole second, by the clock that all share. */
  #next(): void {
    const { clock } = this.#deps;
    clock.after(untilNextSecond(clock.now()), () => {
      if (this.#stopped) return;
      this.#timed(() => this.#look());
      this.#next();
    });
  }

  /** What all this costs, told like everything else. */
  #timed(work: () => void): void {
    const { clock } = this.#deps;
    const startedAt = clock.monotonic();
    // What this server says of itself it hears within the same look.
    const spentMs = this.#spentMs;
    work();
    this.#spentMs = spentMs + (clock.monotonic() - startedAt);
  }

  #look(): void {
    const { bus, clock, realtime } = this.#deps;
    const { draining } = realtime;
    if (draining !== this.#wasDraining) this.marks.make(draining ? "drain" : "drain_aborted");
    this.#wasDraining = draining;
    const at = secondAt(clock.now());
    const sample = this.#sampler.take(at, this.marks.takeOwn());
    this.#gauges.took(sample);
    bus.signal({ to: "servers", sample });
    clock.after(ARRIVAL_MS, () => this.#timed(() => this.#tick(at)));
  }

  #tick(at: number): void {
    if (this.#stopped) return;
    const now = this.#deps.clock.monotonic();
    for (const event of this.#roster.lost(now)) this.marks.found(event);
    const servers = this.#rows(now);
    const live = this.#roster.live(now);
    const total = totalOf(live);
    const tick: StatsTick = {
      at,
      servers,
      total: {
        servers_up: live.length,
        servers: servers.filter(({ stopped }) => stopped !== true).length,
        ...total,
      },
      events: this.marks.takeNews(),
    };
    if (this.#points.size > servers.length + 1) this.#forgetPoints(servers);
    // Of a cluster that can't be heard nothing is known: a gap, and not what is left of it.
    if (this.#deps.bus.health().ok) {
      const finished = this.#pointsOf("").add(at, total, live.length);
      if (finished !== undefined) this.#keeper.point(finished);
    }
    this.viewers.tick(this.#ticks.push(tick));
  }

  #rows(now: number): ServerStats[] {
    const servers = this.#servers();
    const leased = servers && new Set(servers.map(({ server_id }) => server_id));
    const rows = this.#roster.rows({ now, leased });
    // Before then those that live may just not have said anything yet.
    if (now - this.#startedAt > STALE_MS) {
      const unheard = servers?.filter(({ server_id }) => !this.#roster.has(server_id)) ?? [];
      rows.push(...unheard.map(unheardRow));
    }
    return rows.sort((a, b) => (a.server_id < b.server_id ? -1 : 1));
  }

  /** A server that hears nobody can't tell who is there. */
  #servers(): Server[] | undefined {
    const { bus, cluster } = this.#deps;
    return bus.health().ok && cluster.health().ok ? cluster.servers() : undefined;
  }

  #pointsOf(serverId: string): PointBuilder {
    let builder = this.#points.get(serverId);
    if (builder === undefined) {
      builder = new PointBuilder(serverId);
      this.#points.set(serverId, builder);
    }
    return builder;
  }

  #forgetPoints(servers: readonly ServerStats[]): void {
    const shown = new Set(servers.map(({ server_id }) => server_id));
    for (const id of this.#points.keys()) {
      if (id !== "" && !shown.has(id)) this.#points.delete(id);
    }
  }
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiskBlobs } from "../../src/adapters/blobs/disk-blobs.ts";
import { LocalBus } from "../../src/adapters/bus/local-bus.ts";
import { systemClock } from "../../src/adapters/clock/system-clock.ts";
import { LocalCluster } from "../../src/adapters/cluster/local-cluster.ts";
import { UPLOADS_FOLDER } from "../../src/adapters/data-dir/data-dir.ts";
import { createLogtapeLogger } from "../../src/adapters/logger/logtape-logger.ts";
import { measureLoopLag } from "../../src/adapters/metrics/loop-lag.ts";
import { PrometheusMetrics } from "../../src/adapters/metrics/prometheus-metrics.ts";
import { Argon2Hasher } from "../../src/adapters/password/argon2-hasher.ts";
import { LocalPresence } from "../../src/adapters/presence/local-presence.ts";
import { LoopbackClients } from "../../src/adapters/probe/loopback-clients.ts";
import { createCryptoRandom } from "../../src/adapters/random/crypto-random.ts";
import { LocalRateLimiter } from "../../src/adapters/ratelimit/local-rate-limiter.ts";
import { noRateLimiter } from "../../src/adapters/ratelimit/no-rate-limiter.ts";
import type { Connection } from "../../src/adapters/store/sqlite/connection.ts";
import { MIGRATIONS } from "../../src/adapters/store/sqlite/migrations/migrations.ts";
import { openDatabase } from "../../src/adapters/store/sqlite/open.ts";
import { SqliteStore } from "../../src/adapters/store/sqlite/store.ts";
import { createApp } from "../../src/app.ts";
import { FactsOfServer } from "../../src/compose/server-facts.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { ensureFirstAdmin } from "../../src/core/accounts/first-admin.ts";
import { deriveTokenKeys } from "../../src/core/accounts/token-keys.ts";
import type { Phase } from "../../src/http/service.ts";
import type { Clock, Timer } from "../../src/ports/clock.ts";
import { serveNodeHttp } from "../../src/runtime/node-http.ts";
import { node } from "../../src/runtime/node-runtime.ts";
import { createServices, type Services } from "../../src/services.ts";

/** The machine's clock, which a test may set forward, or stop. */
export class ShiftedClock implements Clock {
  #shift = 0;
  #stopped: { readonly now: number; readonly monotonic: number } | undefined;
  /** What was due while timers were held. */
  #held: (() => void)[] | undefined;
  readonly every = systemClock.every;
  readonly turnEnd = systemClock.turnEnd;
  now = (): number => Math.round((this.#stopped?.now ?? systemClock.now()) + this.#shift);
  monotonic = (): number => (this.#stopped?.monotonic ?? systemClock.monotonic()) + this.#shift;

  after = (ms: number, callback: () => void): Timer =>
    systemClock.after(ms, () => {
      if (this.#held === undefined) callback();
      else this.#held.push(callback);
    });

  /** What falls due from now on waits until the answer is called. */
  holdTimers(): () => void {
    this.#held = [];
    return () => {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const callback of held) callback();
    };
  }

  /**
   * From now on only `advance` moves it, however long a busy machine takes for what comes; timers go on. In whole
   * milliseconds: a sum of fractions may miss the end of a window by its last bit.
   */
  stop(): void {
    const monotonic = Math.round(systemClock.monotonic());
    this.#stopped = { now: Math.round(systemClock.now()), monotonic };
  }

  advance(ms: number): void {
    this.#shift += ms;
  }
}

export interface HttpServer extends AsyncDisposable {
  readonly url: string;
  readonly clock: ShiftedClock;
  readonly hasher: Argon2Hasher;
  readonly services: Services;
  readonly log: string[];
  readonly store: SqliteStore;
  /** That of the store, for what a disk may do to it. */
  readonly connection: Connection;
  phase: Phase;
}

export const ADMIN = { username: "root", password: "correct horse battery staple" };

export const SECRET = "a secret of the tests that is long enough";

/** Everything that answers REST, over a real store and a real port, without the process around it. */
export const startHttpServer = async (
  env: Readonly<Record<string, string>> = {},
  uiFolder = "/nonexistent",
): Promise<HttpServer> => {
  const config: Config = readConfig({ RATE_LIMITS: "off", ...env });
  const dataDir = await mkdtemp(join(tmpdir(), "crosstalk-http-"));
  const clock = new ShiftedClock();
  const log: string[] = [];
  const output = { write: (line: string) => log.push(line) };
  const logger = createLogtapeLogger({ level: "debug", out: output, err: output });
  const database = openDatabase(dataDir, MIGRATIONS);
  const store = new SqliteStore(database, { dataDir, logger });
  const blobs = new DiskBlobs(join(dataDir, UPLOADS_FOLDER));
  await blobs.open();
  const bus = new LocalBus();
  const presence = new LocalPresence(clock);
  const hasher = new Argon2Hasher();
  const metrics = new PrometheusMetrics();
  const random = createCryptoRandom();
  const lag = measureLoopLag(clock);
  const facts = new FactsOfServer(node, clock, lag.reader());
  const clients = new LoopbackClients();
  const services: Services = createServices({
    store,
    blobs,
    bus,
    presence,
    cluster: new LocalCluster("test", () => facts.read(services), clock),
    pace: new LocalRateLimiter(clock),
    limiter: config.rateLimits ? new LocalRateLimiter(clock) : noRateLimiter,
    rotations: undefined,
    hasher,
    metrics,
    logger,
    clock,
    random,
    keys: await deriveTokenKeys(SECRET),
    serverId: "test",
    process: facts,
    clients,
    clockOffset: () => undefined,
    policy: config,
  });
  await services.start();
  await services.load();
  await ensureFirstAdmin(
    { store: store.accounts, accounts: services.accounts, clock, hasher },
    ADMIN,
  );

  const state: { phase: Phase } = { phase: "serving" };
  const app = await createApp(
    services,
    {
      publicUrl: config.publicUrl,
      corsOrigins: config.corsOrigins,
      trustedProxies: config.trustedProxies,
      metricsToken: config.metricsToken,
      tls: false,
      uiFolder,
    },
    () => state.phase,
  );
  const server = await serveNodeHttp({
    fetch: (request, bindings) => app.fetch(request, bindings),
    hostname: "127.0.0.1",
    port: 0,
    subprotocol: "crosstalk.v1",
    report: (stage, error) => log.push(`${stage}: ${String(error)}`),
  });
  clients.listens(`http://127.0.0.1:${server.port}`);
  return {
    url: `http://127.0.0.1:${server.port}`,
    clock,
    hasher,
    services,
    log,
    store,
    connection: database.connection,
    get phase() {
      return state.phase;
    },
    set phase(phase) {
      state.phase = phase;
    },
    async [Symbol.asyncDispose]() {
      await services.statistics.stop();
      lag.stop();
      await server.close();
      await bus.stop();
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
};

import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { systemClock } from "./adapters/clock/system-clock.ts";
import { createLogtapeLogger, processOutputs } from "./adapters/logger/logtape-logger.ts";
import { measureLoopLag } from "./adapters/metrics/loop-lag.ts";
import { registerProcessGauges } from "./adapters/metrics/process-gauges.ts";
import { PrometheusMetrics } from "./adapters/metrics/prometheus-metrics.ts";
import { Argon2Hasher } from "./adapters/password/argon2-hasher.ts";
import { LoopbackClients } from "./adapters/probe/loopback-clients.ts";
import { createCryptoRandom } from "./adapters/random/crypto-random.ts";
import { noRateLimiter } from "./adapters/ratelimit/no-rate-limiter.ts";
import { createApp, SUBPROTOCOL } from "./app.ts";
import type { Backend, BackendDeps } from "./compose/backend.ts";
import { openEmbedded } from "./compose/embedded.ts";
import { offerFirstAdminLink } from "./compose/first-admin-link.ts";
import { Life } from "./compose/life.ts";
import { FactsOfServer } from "./compose/server-facts.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { deriveTokenKeys } from "./core/accounts/token-keys.ts";
import { within } from "./core/within.ts";
import { type RunningServer, type Runtime, StartError } from "./ports/runtime.ts";
import { StoreUnusable } from "./ports/store/store.ts";
import { createServices, type Services } from "./services.ts";

/** For the last sample and point of statistics, and for leaving the cluster; PROTOCOL §4 has 25 s for all of a drain. */
const LAST_WORDS_MS = 2_000;
const LEAVING_MS = 5_000;
const UI_FOLDER = fileURLToPath(new URL("../dist", import.meta.url));

/** Starts a server as the environment says. Throws StartError with one line for the operator. */
export const start = async (runtime: Runtime): Promise<RunningServer> => {
  try {
    return await startWith(runtime, readConfig(env));
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StoreUnusable) {
      throw new StartError(error.message, { cause: error });
    }
    throw error;
  }
};

const startWith = async (runtime: Runtime, config: Config): Promise<RunningServer> => {
  const random = createCryptoRandom();
  const serverId = config.serverId ?? `${hostname()}-${random.uuid(Date.now()).slice(-6)}`;
  const logger = createLogtapeLogger({ level: config.logLevel, ...processOutputs() }).with({
    server_id: serverId,
  });
  const tls = config.tls === undefined ? undefined : await readTls(config.tls);
  const metrics = new PrometheusMetrics();
  const lag = measureLoopLag(systemClock);
  registerProcessGauges(metrics, lag.reader());
  const broken = Promise.withResolvers<StartError>();
  const facts = new FactsOfServer(runtime, systemClock, lag.reader());
  const backend: Backend = await openBackend({
    config,
    serverId,
    logger,
    clock: systemClock,
    random,
    metrics,
    // Nobody is told before there is a place among the servers, which services are there for.
    facts: () => facts.read(services),
    broken: (error) => broken.resolve(error),
  });
  const clients = new LoopbackClients();
  const services = await composeServices(
    { config, serverId, logger, random, metrics, process: facts, clients },
    backend,
  );
  const life = new Life(services, backend, config);
  const parts: Parts = { config, services, backend, life, tls, clients, broken: broken.promise };
  try {
    // Alone there is nothing to wait for: a store that can't be read is one not to start with.
    if (config.cluster === undefined) await life.begin();
    const server = await serve(runtime, parts);
    const offerLink = () => offerFirstAdminLink(services, config, server.url);
    if (config.cluster !== undefined) {
      life
        .beginPatiently()
        .then(offerLink)
        .catch((e) => broken.resolve(asStartError(e)));
      return server;
    }
    const firstAdminLink = await offerLink();
    return firstAdminLink === undefined ? server : { ...server, firstAdminLink };
  } catch (error) {
    await backend.close();
    throw error;
  }
};

const openBackend = async (deps: BackendDeps): Promise<Backend> => {
  const { cluster } = deps.config;
  if (cluster === undefined) return openEmbedded(deps);
  // Only where they are needed: the drivers of MongoDB and Redis take 20 MB.
  const { openCluster } = await import("./compose/cluster.ts");
  return openCluster(deps, cluster);
};

const asStartError = (error: unknown): StartError =>
  error instanceof StartError
    ? error
    : new StartError(`The server can't start: ${String(error)}`, { cause: error });

interface ServerParts extends Omit<BackendDeps, "clock" | "facts" | "broken"> {
  readonly process: FactsOfServer;
  readonly clients: LoopbackClients;
}

const composeServices = async (
  { config, serverId, logger, random, metrics, process, clients }: ServerParts,
  backend: Backend,
): Promise<Services> => {
  metrics.gauges("crosstalk_store", "What the store says of itself", "what", () =>
    backend.store.gauges(),
  );
  metrics.gauges("crosstalk_rate_limiter", "What the limits keep", "what", () =>
    backend.limiter.gauges(),
  );
  const hasher = new Argon2Hasher();
  metrics.gauges("crosstalk_password_hasher", "Hashes that run and wait", "what", () =>
    hasher.gauges(),
  );
  const { clock, clockOffset, store, blobs, bus, presence, cluster, limiter, rotations } = backend;
  return createServices({
    clock,
    clockOffset,
    store,
    blobs,
    bus,
    presence,
    cluster,
    rotations,
    limiter: config.rateLimits ? limiter : noRateLimiter,
    pace: limiter,
    hasher,
    metrics,
    logger,
    random,
    clients,
    process,
    keys: await deriveTokenKeys(backend.secret),
    serverId,
    policy: config,
  });
};

interface Parts {
  readonly config: Config;
  readonly services: Services;
  readonly backend: Backend;
  readonly life: Life;
  readonly clients: LoopbackClients;
  readonly broken: Promise<StartError>;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

const serve = async (runtime: Runtime, parts: Parts): Promise<RunningServer> => {
  const { config, services, backend, life, broken, tls, clients } = parts;
  const { clock, logger, realtime, statistics } = services;
  const report = (stage: string, error: unknown): void => {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    logger.error("unexpected failure", { stage, cause });
  };
  const app = await createApp(
    services,
    { ...config, tls: tls !== undefined, uiFolder: UI_FOLDER },
    () => life.phase,
  );
  const handle = await runtime.serve({
    fetch: (request, bindings) => app.fetch(request, bindings),
    hostname: config.host,
    port: config.port,
    subprotocol: SUBPROTOCOL,
    tls,
    report,
  });
  clients.listens(handle.url);
  logger.info("listening", { runtime: runtime.name, version: runtime.version, port: handle.port });
  return {
    url: config.publicUrl ?? handle.url,
    broken,
    report,
    async drain() {
      const drained = realtime.drain();
      handle.stopAccepting();
      await drained;
      const isStopped = await within(clock, LAST_WORDS_MS, statistics.stop());
      await handle.close();
      const isClosed = await within(clock, LEAVING_MS, backend.close());
      if (isStopped && isClosed) logger.info("drained");
      else {
        const ended = { statistics_stopped: isStopped, backend_closed: isClosed };
        logger.warn("drained, without waiting for what hung", ended);
      }
    },
  };
};

const readTls = async (paths: { readonly cert: string; readonly key: string }) => {
  const read = async (name: string, path: string): Promise<string> => {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      throw new StartError(`${name} can't be read: ${path}; for example ${name}=./tls/server.pem`, {
        cause: error,
      });
    }
  };
  return {
    cert: await read("TLS_CERT", paths.cert),
    key: await read("TLS_KEY", paths.key),
  };
};

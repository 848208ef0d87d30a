import { test as base } from "@playwright/test";
import type { RuntimeName } from "../src/protocol/primitives.ts";
import { RUNTIMES } from "../tests/harness/runtime-command.ts";
import { ServerProcess } from "../tests/harness/server-process.ts";
import { Topology, type TopologyOptions } from "../tests/harness/topology.ts";

/**
 * Projects whose servers stand behind nginx, over MongoDB and Redis, and what these run on; the others are named
 * after the runtime of their one server.
 */
export const CLUSTERS: Readonly<Record<string, readonly RuntimeName[]>> = {
  cluster: RUNTIMES,
  "three-nodes": ["node", "node", "node"],
  "three-buns": ["bun", "bun", "bun"],
  "three-denos": ["deno", "deno", "deno"],
};
/** MongoDB may have to be got first. */
const START_MS = 300_000;

/** What a browser is sent to: one server, or several as one. */
interface SpecServer extends AsyncDisposable {
  readonly url: string;
  /** kill -9, to all there are. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

type Env = Readonly<Record<string, string>>;

const startFor = async (project: string, env: Env): Promise<SpecServer> => {
  const runtimes = CLUSTERS[project];
  if (runtimes !== undefined) return Topology.start({ env, runtimes });
  const runtime = RUNTIMES.find((known) => known === project);
  if (runtime === undefined) throw new Error(`No runtime is called ${project}`);
  return ServerProcess.start({ runtime, env });
};

/** Playwright's, with a server that all files share which a worker runs in one project. */
export const test = base.extend<object, { sharedServer: SpecServer }>({
  sharedServer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads here which fixtures are wanted.
    async ({}, use, { project }) => {
      const server = await startFor(project.name, { RATE_LIMITS: "off" });
      await use(server);
      await server[Symbol.asyncDispose]();
    },
    { scope: "worker", timeout: START_MS },
  ],
});

const startedBefore = <S>(): { readonly get: () => S; readonly set: (server: S) => void } => {
  let server: S | undefined;
  return {
    get: () => {
      if (server === undefined) throw new Error("The server starts before the tests");
      return server;
    },
    set: (started) => {
      server = started;
    },
  };
};

const ownForSpec = <S extends AsyncDisposable>(
  start: (project: string) => Promise<S>,
): (() => S) => {
  const server = startedBefore<S>();
  base.beforeAll(async () => {
    base.setTimeout(START_MS);
    server.set(await start(base.info().project.name));
  });
  base.afterAll(() => server.get()[Symbol.asyncDispose]());
  return server.get;
};

const sharedForSpec = (): (() => SpecServer) => {
  const server = startedBefore<SpecServer>();
  test.beforeAll(({ sharedServer }) => server.set(sharedServer));
  return server.get;
};

/**
 * What the project is named after: one server, or several. Without an environment it is shared, and the
 * file's tests are this module's `test`; with one (settings, or a server to be killed) it is the file's own.
 */
export const serverForSpec = (env?: Env): (() => SpecServer) =>
  env === undefined ? sharedForSpec() : ownForSpec((project) => startFor(project, env));

/** For tests that are about servers behind nginx, and know each of them. */
export const topologyForSpec = (
  options: TopologyOptions = { env: { RATE_LIMITS: "off" } },
): (() => Topology) =>
  ownForSpec((project) => Topology.start({ ...options, runtimes: CLUSTERS[project] ?? RUNTIMES }));

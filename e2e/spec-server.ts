import { test } from "@playwright/test";
import { RUNTIMES } from "../tests/harness/runtime-command.ts";
import { ServerProcess } from "../tests/harness/server-process.ts";
import { Topology } from "../tests/harness/topology.ts";

/** The project whose servers stand behind nginx, over MongoDB and Redis; the others are named after runtimes. */
export const CLUSTER = "cluster";
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
  if (project === CLUSTER) return Topology.start({ env });
  const runtime = RUNTIMES.find((known) => known === project);
  if (runtime === undefined) throw new Error(`No runtime is called ${project}`);
  return ServerProcess.start({ runtime, env });
};

const forSpec = <S extends AsyncDisposable>(start: (project: string) => Promise<S>): (() => S) => {
  let server: S | undefined;
  test.beforeAll(async () => {
    test.setTimeout(START_MS);
    server = await start(test.info().project.name);
  });
  test.afterAll(() => server?.[Symbol.asyncDispose]());
  return () => {
    if (server === undefined) throw new Error("The server starts before the tests");
    return server;
  };
};

/** A server for the tests of one file, or several: what the project is named after. */
export const serverForSpec = (env: Env = { RATE_LIMITS: "off" }): (() => SpecServer) =>
  forSpec((project) => startFor(project, env));

/** For tests that are about servers behind nginx, and know each of them. */
export const topologyForSpec = (env: Env = { RATE_LIMITS: "off" }): (() => Topology) =>
  forSpec(() => Topology.start({ env }));

import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { Cluster } from "../harness/cluster.ts";
import { COMMON, type OpenTarget } from "./target.ts";

/** One server of each runtime named, over a MongoDB and a Redis of their own. */
export const openCluster =
  (runtimes: readonly RuntimeName[]): OpenTarget =>
  async (settings) => {
    const cluster = await Cluster.start({ runtimes, env: { ...COMMON, ...settings } });
    const server = (i: number) => cluster.server(i % runtimes.length);
    return {
      address: (i) => server(i).url,
      terminate: (i) => server(i).signal("SIGTERM"),
      logs: (i) => server(i).logs,
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  };

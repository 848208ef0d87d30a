import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { Cluster } from "../harness/cluster.ts";
import { COMMON, type OpenTarget, type Target } from "./target.ts";

/** The servers of a cluster as one target. */
export const clusterTarget = (cluster: Cluster): Target => {
  const server = (i: number) => cluster.server(i % cluster.servers.length);
  return {
    address: (i) => server(i).url,
    addresses: cluster.servers.map(({ url }) => url),
    terminate: (i) => server(i).signal("SIGTERM"),
    logs: (i) => server(i).logs,
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
};

/** One server of each runtime named, over a MongoDB and a Redis of their own. */
export const openCluster =
  (runtimes: readonly RuntimeName[]): OpenTarget =>
  async (settings) =>
    clusterTarget(await Cluster.start({ runtimes, env: { ...COMMON, ...settings } }));

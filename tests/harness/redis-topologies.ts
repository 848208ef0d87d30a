import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { RedisProcess } from "./redis.ts";
import { redisBinary } from "./redis-binary.ts";
import { until } from "./wait.ts";

const run = promisify(execFile);

/** Ends them all, also those after one that fails to. */
const disposeAll = async (processes: readonly RedisProcess[]): Promise<void> => {
  await Promise.allSettled(processes.map((process) => process[Symbol.asyncDispose]()));
};

export interface RedisCluster extends AsyncDisposable {
  readonly nodes: readonly RedisProcess[];
  readonly url: string;
  /** Resolves when all nodes agree that the cluster is whole, as after one was restarted. */
  settled(): Promise<void>;
  /** Moves so many slots from the first node to the second. */
  moveSlots(count: number): Promise<void>;
}

/**
 * A real Redis Cluster: three masters that share the slots, and no replicas. One that a busy machine holds up for a moment is
 * not taken for dead.
 */
export const startRedisCluster = async (): Promise<RedisCluster> => {
  const nodes: RedisProcess[] = [];
  const dispose = () => disposeAll(nodes);
  try {
    const settings = ["--cluster-enabled", "yes", "--cluster-node-timeout", "10000"];
    for (let i = 0; i < 3; i++) nodes.push(await RedisProcess.start({ settings }));
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await run(redisBinary("redis-cli"), ["--cluster", "create", ...addresses, "--cluster-yes"], {
      timeout: 60_000,
    });
    const settled = async (): Promise<void> => {
      for (const node of nodes) {
        await until(`the cluster as ${node.port} sees it`, async () =>
          (await node.cli("CLUSTER", "INFO")).includes("cluster_state:ok"),
        );
      }
    };
    await settled();
    const [first, second] = nodes;
    if (first === undefined || second === undefined) throw new Error("no nodes");
    return {
      nodes,
      url: `redis-cluster://${addresses.join(",")}`,
      settled,
      async moveSlots(count) {
        const [from, to] = [
          await first.cli("CLUSTER", "MYID"),
          await second.cli("CLUSTER", "MYID"),
        ];
        const move = ["--cluster-from", from, "--cluster-to", to, "--cluster-slots", String(count)];
        const reshard = ["--cluster", "reshard", `127.0.0.1:${first.port}`, ...move];
        await run(redisBinary("redis-cli"), [...reshard, "--cluster-yes"], { timeout: 60_000 });
        await settled();
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
};

export interface RedisSentinels extends AsyncDisposable {
  readonly master: RedisProcess;
  readonly replica: RedisProcess;
  readonly url: string;
}

/** A master, its replica, and one Sentinel that fails over after four seconds: not where the machine is held up for a moment. */
export const startRedisSentinels = async (): Promise<RedisSentinels> => {
  const processes: RedisProcess[] = [];
  const dispose = () => disposeAll(processes);
  const start = async (...options: Parameters<typeof RedisProcess.start>) => {
    const process = await RedisProcess.start(...options);
    processes.push(process);
    return process;
  };
  try {
    const master = await start();
    const replica = await start({
      settings: ["--replicaof", `127.0.0.1 ${master.port}`, "--repl-diskless-sync-delay", "0"],
    });
    await until("the replica follows", async () =>
      (await replica.cli("INFO", "replication")).includes("master_link_status:up"),
    );
    const sentinel = await start({
      sentinel: [
        `sentinel monitor chat 127.0.0.1 ${master.port} 1`,
        "sentinel down-after-milliseconds chat 4000",
        "sentinel failover-timeout chat 3000",
      ],
    });
    await until("the sentinel knows the replica", async () =>
      (await sentinel.cli("SENTINEL", "replicas", "chat")).includes(String(replica.port)),
    );
    const url = `redis-sentinel://127.0.0.1:${sentinel.port}/chat`;
    return { master, replica, url, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
};

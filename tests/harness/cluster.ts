import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { MongoSet } from "./mongod.ts";
import type { Venue } from "./party.ts";
import { RedisProcess } from "./redis.ts";
import { ServerProcess } from "./server-process.ts";
import { until } from "./wait.ts";

type Environment = Readonly<Record<string, string>>;

export interface Services {
  readonly mongo: MongoSet;
  readonly redis: RedisProcess;
}

export interface ClusterOptions {
  /** One server each. */
  readonly runtimes: readonly RuntimeName[];
  readonly env?: Environment;
  readonly mongoMembers?: number;
  /** What the i-th server is started with beside, and instead of, what all are. */
  readonly envOf?: (index: number, services: Services) => Promise<Environment> | Environment;
}

/** Real servers of any mix of runtimes over a real MongoDB and a real Redis. `await using` ends them all. */
export class Cluster implements Venue, AsyncDisposable {
  readonly mongo: MongoSet;
  readonly redis: RedisProcess;
  readonly servers: readonly ServerProcess[];

  private constructor(mongo: MongoSet, redis: RedisProcess, servers: readonly ServerProcess[]) {
    this.mongo = mongo;
    this.redis = redis;
    this.servers = servers;
  }

  static async start({
    runtimes,
    env,
    envOf = () => ({}),
    mongoMembers = 1,
  }: ClusterOptions): Promise<Cluster> {
    const [mongo, redis] = await Promise.all([MongoSet.start(mongoMembers), RedisProcess.start()]);
    const starting = runtimes.map(async (runtime, index) =>
      ServerProcess.start({
        runtime,
        env: {
          MONGO_URL: mongo.url,
          REDIS_URL: redis.url,
          JWT_SECRET: "a secret of the tests that all servers share",
          ...env,
          ...(await envOf(index, { mongo, redis })),
        },
      }),
    );
    const servers = await Promise.allSettled(starting);
    const cluster = new Cluster(
      mongo,
      redis,
      servers.flatMap((server) => (server.status === "fulfilled" ? [server.value] : [])),
    );
    const failed = servers.find((server) => server.status === "rejected");
    try {
      if (failed !== undefined) throw failed.reason;
      await cluster.whole();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Of the first server, for what any of them could answer. */
  get url(): string {
    return this.server(0).url;
  }

  get wsUrls(): readonly string[] {
    return this.servers.map(({ wsUrl }) => wsUrl);
  }

  server(index: number): ServerProcess {
    const server = this.servers[index];
    if (server === undefined) throw new Error(`there is no server ${index}`);
    return server;
  }

  /**
   * Until all servers hear each other, and count no other: one takes clients before Redis has answered it, is ready before it has
   * heard of all the others, and after an outage keeps who left meanwhile for the length of a lease.
   */
  async whole(): Promise<void> {
    await until("all servers hear each other", () => this.#isWhole());
  }

  async #isWhole(): Promise<boolean> {
    const wholes = this.servers.map(async ({ url }) => {
      const { status } = await answerOf<{ status: string }>(`${url}/api/ready`);
      const { servers } = await answerOf<{ servers?: number }>(`${url}/api/stats`);
      return status === "ready" && servers === this.servers.length;
    });
    return (await Promise.all(wholes)).every((isWhole) => isWhole);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server[Symbol.asyncDispose]()));
    await this.redis[Symbol.asyncDispose]();
    await this.mongo[Symbol.asyncDispose]();
  }
}

const answerOf = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

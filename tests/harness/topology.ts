import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { Cluster } from "./cluster.ts";
import { Nginx } from "./nginx.ts";
import { RUNTIMES } from "./runtime-command.ts";
import type { ServerProcess } from "./server-process.ts";

export interface TopologyOptions {
  /** One server each; by default one on each runtime. */
  readonly runtimes?: readonly RuntimeName[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the i-th server is started with beside that. */
  readonly envOf?: (index: number) => Readonly<Record<string, string>>;
  /** Of nginx; by default a free one. */
  readonly port?: number;
}

/**
 * The topology of docker-compose.yml as plain processes: nginx, servers behind it, Redis and
 * MongoDB as a replica set of one member. `await using` ends them all.
 */
export class Topology implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly #nginx: Nginx;

  private constructor(cluster: Cluster, nginx: Nginx) {
    this.cluster = cluster;
    this.#nginx = nginx;
  }

  static async start({
    runtimes = RUNTIMES,
    env,
    envOf,
    port,
  }: TopologyOptions = {}): Promise<Topology> {
    const cluster = await Cluster.start({
      runtimes,
      env: { TRUSTED_PROXIES: "127.0.0.1", ...env },
      ...(envOf === undefined ? {} : { envOf }),
    });
    try {
      const servers = cluster.servers.map((server) => server.port);
      const nginx = await Nginx.start({ servers, ...(port === undefined ? {} : { port }) });
      return new Topology(cluster, nginx);
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Of nginx. */
  get url(): string {
    return this.#nginx.url;
  }

  /** The server that gives itself this id; each line of a log says it. */
  server(serverId: string): ServerProcess {
    const found = this.cluster.servers.find(({ logs }) =>
      logs.some((line) => line.includes(`"${serverId}"`)),
    );
    if (found === undefined) throw new Error(`no server is ${serverId}`);
    return found;
  }

  /** kill -9 to every server. */
  async kill(): Promise<void> {
    await Promise.all(this.cluster.servers.map((server) => server.kill()));
  }

  /** Every server again. */
  async start(): Promise<void> {
    await Promise.all(this.cluster.servers.map((server) => server.start()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#nginx[Symbol.asyncDispose]();
    await this.cluster[Symbol.asyncDispose]();
  }
}

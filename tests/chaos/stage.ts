import { lastingPort } from "../harness/free-port.ts";
import { MongoSet } from "../harness/mongod.ts";
import { RedisProcess } from "../harness/redis.ts";
import { Rest } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { insist } from "./insist.ts";
import { MongoView } from "./mongo-view.ts";

/** A server, and all that goes in and out of it. */
export interface Actor {
  readonly name: string;
  readonly server: ServerProcess;
  /** Between clients and it. */
  readonly entrance: TcpProxy;
  readonly toRedis: TcpProxy;
  /** One for each member of the replica set. */
  readonly toMongo: readonly TcpProxy[];
}

/** Distinct, and none that a connection may have been given when a killed process wants it back. */
const lastingPorts = async (count: number): Promise<number[]> => {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await lastingPort());
  return [...ports];
};

/** A server on each runtime over a MongoDB of three members and a Redis, with a proxy between any two of them. */
export class Stage implements AsyncDisposable {
  readonly mongo: MongoSet;
  readonly redis: RedisProcess;
  readonly actors: readonly Actor[];
  readonly #resources: AsyncDisposableStack;

  private constructor(
    mongo: MongoSet,
    redis: RedisProcess,
    actors: readonly Actor[],
    resources: AsyncDisposableStack,
  ) {
    this.mongo = mongo;
    this.redis = redis;
    this.actors = actors;
    this.#resources = resources;
  }

  static async build(): Promise<Stage> {
    await using resources = new AsyncDisposableStack();
    const ports = await lastingPorts(6);
    const [mongo, redis] = await Promise.all([
      MongoSet.start(3, { ports: ports.slice(0, 3) }),
      RedisProcess.start(),
    ]);
    resources.use(mongo);
    resources.use(redis);
    const actors: Actor[] = [];
    for (const [index, runtime] of RUNTIMES.entries()) {
      const port = ports[index + 3] ?? 0;
      const view = resources.use(await MongoView.of(mongo.members));
      const toRedis = resources.use(await TcpProxy.start(redis.port));
      const entrance = resources.use(await TcpProxy.start(port));
      const env = {
        MONGO_URL: view.url,
        REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
        JWT_SECRET: "a secret of the tests that all servers share",
        RATE_LIMITS: "off",
      };
      const server = resources.use(await ServerProcess.launch({ runtime, env, port }));
      actors.push({ name: runtime, server, entrance, toRedis, toMongo: view.proxies });
    }
    await Promise.all(actors.map(({ server }) => server.ready()));
    return new Stage(mongo, redis, actors, resources.move());
  }

  /** Through the proxies. */
  get wsUrls(): readonly string[] {
    return this.actors.map(({ entrance }) => `ws://127.0.0.1:${entrance.port}/api/ws`);
  }

  /** Past the proxies, of one server or the other. */
  rest(index: number): Rest {
    const actor = this.actors[index % this.actors.length];
    if (actor === undefined) throw new Error("there are no servers");
    return new Rest(actor.server.url);
  }

  /** Resolves when every server says of itself that it and all that it needs are well. */
  async healed(): Promise<void> {
    for (const [index, { name, server }] of this.actors.entries()) {
      await insist(`${name} is well`, async () => {
        if (!server.running) throw new Error(server.logs.slice(-20).join("\n"));
        const { body } = await this.rest(index).call<{ status?: string }>("GET", "/api/ready");
        if (body.status !== "ready") throw new Error(JSON.stringify(body));
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

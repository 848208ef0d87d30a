import { Cluster, type Redis } from "ioredis";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Random } from "../../ports/random.ts";
import { clusterClient, singleClient } from "./redis-clients.ts";
import type { RedisScript } from "./redis-script.ts";
import type { RedisTarget } from "./redis-url.ts";

export interface RedisDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
}

/** Redis refuses us for a reason that waiting does not cure. */
export class RedisRefused extends Error {
  override readonly name = "RedisRefused";
}

type Argument = string | number;

const REFUSALS = /WRONGPASS|NOAUTH|NOPERM|invalid password|invalid username/i;
const CLUSTER_NODE = /^MOVED \d+/;
const TIMED_OUT = /timed out/i;
const FIRST_ANSWER_MS = 2_000;
const POLL_MS = 20;
const SILENT_MS = 5_000;

/** The connection that commands go over: one to a single server, one to each node of a Cluster. */
export class RedisConnection {
  readonly client: Redis | Cluster;
  readonly #deps: RedisDeps;
  readonly #scripts = new Set<RedisScript>();
  /** Of this outage; undefined while there is none. */
  #lastError: string | undefined;
  #wasReady = false;
  /** Before it was ever ready: what worked once may work again. */
  #refused: RedisRefused | undefined;
  #onRefused: ((error: RedisRefused) => void) | undefined;
  /** Since when commands go unanswered; until something is answered again, nobody waits for Redis. */
  #silentSince: number | undefined;

  constructor(target: RedisTarget, deps: RedisDeps) {
    this.#deps = deps;
    const cluster = target.kind === "cluster";
    this.client = cluster ? clusterClient(target, deps.random) : singleClient(target, deps.random);
    this.client.on("error", (error: Error) => this.#noteError(error));
    this.client.on("node error", (error: Error) => this.#noteError(error));
    this.client.on("close", () => {
      this.#lastError ??= "the connection was closed";
    });
    this.client.on("ready", () => {
      this.#lastError = undefined;
      this.#wasReady = true;
      this.#hear();
      void this.#loadScripts();
    });
  }

  get cluster(): Cluster | undefined {
    return this.client instanceof Cluster ? this.client : undefined;
  }

  /** Whether it is worth asking. */
  get available(): boolean {
    return this.client.status === "ready" && this.#silentSince === undefined;
  }

  /** Why not, for operators: no credentials, no stack. */
  get lastError(): string {
    return this.#lastError ?? "no connection yet";
  }

  /**
   * Resolves once Redis answers, or after 2 s: it goes on trying.
   *
   * @throws {RedisRefused} for wrong credentials
   */
  async firstAnswer(): Promise<void> {
    const { clock } = this.#deps;
    const deadline = clock.monotonic() + FIRST_ANSWER_MS;
    while (this.client.status !== "ready" && clock.monotonic() < deadline) {
      if (this.#refused !== undefined) throw this.#refused;
      await new Promise<void>((resolve) => {
        clock.after(POLL_MS, resolve);
      });
    }
  }

  /** Wrong credentials, whenever they show: also to a Redis that was away at first. Once at most. */
  onRefused(listener: (error: RedisRefused) => void): void {
    this.#onRefused = listener;
  }

  /** One command; rejects within a second where Redis is away. */
  async command(name: string, ...args: readonly Argument[]): Promise<unknown> {
    try {
      const answer = await this.client.call(name, ...args);
      this.#hear();
      return answer;
    } catch (error) {
      this.#noteError(error);
      throw error;
    }
  }

  /** Loads it into every server that it may run on, so that it costs one round trip and a hash. */
  prepare(script: RedisScript): void {
    this.#scripts.add(script);
    if (this.available) void this.#loadScripts();
  }

  async run(
    script: RedisScript,
    keys: readonly string[],
    args: readonly Argument[],
  ): Promise<unknown> {
    try {
      return await this.command("EVALSHA", script.sha, keys.length, ...keys, ...args);
    } catch (error) {
      // A server that has just started, or taken over.
      if (!String(error).includes("NOSCRIPT")) throw error;
      return await this.command("EVAL", script.lua, keys.length, ...keys, ...args);
    }
  }

  close(): void {
    this.client.disconnect();
  }

  async #loadScripts(): Promise<void> {
    const nodes = this.client instanceof Cluster ? this.client.nodes("master") : [this.client];
    for (const node of nodes) {
      for (const { lua } of this.#scripts) {
        // Where it fails, the first run brings the script along.
        await node.call("SCRIPT", "LOAD", lua).catch(() => undefined);
      }
    }
  }

  #hear(): void {
    this.#silentSince = undefined;
  }

  /** A connection may be dead and look alive. */
  #noteSilence(): void {
    const now = this.#deps.clock.monotonic();
    this.#silentSince ??= now;
    if (now - this.#silentSince < SILENT_MS) return;
    this.#silentSince = now;
    this.client.disconnect(true);
  }

  #noteError(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes("NOSCRIPT")) return;
    if (TIMED_OUT.test(message)) this.#noteSilence();
    this.#lastError =
      CLUSTER_NODE.test(message) && this.cluster === undefined
        ? "this is a node of a Redis Cluster: write redis-cluster:// instead of redis://"
        : message;
    if (this.#wasReady || this.#refused !== undefined || !REFUSALS.test(message)) return;
    this.#refused = new RedisRefused(`REDIS_URL: ${message}`);
    this.#onRefused?.(this.#refused);
  }
}

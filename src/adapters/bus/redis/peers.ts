import type { Clock } from "../../../ports/clock.ts";
import type { RedisPubSub } from "../../redis/redis-pubsub.ts";

export interface RedisBusOptions {
  readonly pubsub: RedisPubSub;
  /** Before the names of all channels. */
  readonly prefix: string;
  /** This process among all that share the Redis, whatever its SERVER_ID. */
  readonly processId: string;
  readonly serverId: string;
  /** The other servers that hold a lease: id by process. */
  readonly peers: () => ReadonlyMap<string, string>;
}

/** A busy machine hears itself too late for a moment, until the next probe: no reason to act for one server alone. */
const PATIENCE_MS = 2_500;
const POLL_MS = 50;

/** The processes on the other side, and their channels. */
export class Peers {
  readonly #options: RedisBusOptions;
  readonly #clock: Clock;

  constructor(options: RedisBusOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Whether they can be told: once the bus is well, or has been away for so long that it is not waited for. */
  async well(): Promise<boolean> {
    const { pubsub } = this.#options;
    for (let awayMs = pubsub.awayMs(); awayMs !== undefined; awayMs = pubsub.awayMs()) {
      if (awayMs >= PATIENCE_MS) return false;
      await new Promise<void>((resolve) => {
        this.#clock.after(POLL_MS, resolve);
      });
    }
    return true;
  }

  channel(name: string): string {
    return `${this.#options.prefix}:${name}`;
  }

  processChannel(processId: string): string {
    return this.channel(`process:${processId}`);
  }

  /** At once, to every process, this one too; how many were told. */
  async tellAll(message: string): Promise<number> {
    return await this.#options.pubsub.publishNow(this.channel("all"), message);
  }

  /** At once, to these; how many were told. */
  async tell(processes: Iterable<string>, message: string): Promise<number> {
    const told = Array.from(processes, (process) =>
      this.#options.pubsub.publishNow(this.processChannel(process), message),
    );
    return (await Promise.all(told)).reduce((sum, n) => sum + n, 0);
  }

  /** The others that hold a lease and are not among these: id by process. */
  missing(heard: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
    return new Map(Array.from(this.#options.peers()).filter(([process]) => !heard.has(process)));
  }

  /** What the others said: a process that tells all hears itself too. */
  others<T>(heard: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
    const { processId } = this.#options;
    return new Map(Array.from(heard).filter(([process]) => process !== processId));
  }
}

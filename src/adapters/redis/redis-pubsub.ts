import type { Timer } from "../../ports/clock.ts";
import { ChannelPlaces } from "./channel-places.ts";
import { Publisher } from "./publisher.ts";
import type { RedisConnection, RedisDeps } from "./redis-connection.ts";

export type ChannelListener = (payload: string, channel: string) => void;

interface Listening {
  readonly listener: ChannelListener;
  /** What its channel is for: the first word after the prefix. */
  readonly kind: string;
}

const CONFIRM_MS = 1_000;

/**
 * Channels between servers, over one or, in a Cluster, several connections that watch themselves. It goes
 * on by itself when Redis is away and comes back: what was published meanwhile is lost, and
 * `onRestored` says so.
 */
export class RedisPubSub {
  readonly #connection: RedisConnection;
  readonly #deps: RedisDeps;
  readonly #prefix: string;
  readonly #listeners = new Map<string, Listening>();
  /** How many messages came, by what their channels are for. */
  readonly #received = new Map<string, number>();
  readonly #restoredListeners: (() => void)[] = [];
  readonly #publisher: Publisher;
  readonly #places: ChannelPlaces;
  readonly #timer: Timer;
  #wasOk = false;
  /** Monotonic; when that was noticed. */
  #awaySince: number | undefined;
  #isTelling = false;

  /** `name` is this process's own among all that share the Redis. */
  constructor(connection: RedisConnection, prefix: string, name: string, deps: RedisDeps) {
    this.#connection = connection;
    this.#deps = deps;
    this.#prefix = `${prefix}:`;
    this.#publisher = new Publisher(connection, deps.clock);
    this.#places = new ChannelPlaces({
      connection,
      deps,
      probeName: `${prefix}:probe:${name}`,
      message: (channel, payload) => this.#hear(channel, payload),
      restored: () => this.#restored(),
    });
    this.#timer = deps.clock.every(CONFIRM_MS, () => this.health());
  }

  /** Resolves once confirmed; after a second, or at once while Redis is away: `onRestored` follows then. */
  async subscribe(channel: string, listener: ChannelListener): Promise<void> {
    const kind = this.#kindOf(channel);
    this.#received.set(kind, this.#received.get(kind) ?? 0);
    this.#listeners.set(channel, { listener, kind });
    let isLate = false;
    const confirmed = this.#places.add(channel).then(() => {
      if (isLate) this.#restored();
    });
    const late = new Promise<void>((resolve) => {
      const timer = this.#deps.clock.after(CONFIRM_MS, () => {
        isLate = true;
        resolve();
      });
      void confirmed.then(() => timer.cancel());
    });
    await Promise.race([confirmed, late]);
  }

  unsubscribe(channel: string): void {
    if (this.#listeners.delete(channel)) this.#places.remove(channel);
  }

  /** At the end of this turn, in one write with what else it brings; false: dropped, as Redis is away. */
  publish(channel: string, payload: string): boolean {
    return this.#publisher.publish(channel, payload);
  }

  /** For whoever has waited for the end of a turn already. */
  flush(): void {
    this.#publisher.flush();
  }

  /** At once; resolves with how many connections got it, as far as the server that was asked knows. */
  async publishNow(channel: string, payload: string): Promise<number> {
    return await this.#publisher.publishNow(channel, payload);
  }

  /** Subscriptions stand again that were down: what was published meanwhile is lost. */
  onRestored(listener: () => void): void {
    this.#restoredListeners.push(listener);
  }

  /** From a publish to its arrival. */
  delayMs(): number | undefined {
    return this.#places.delayMs;
  }

  /** For how long it has been known not to be well; undefined while it is. */
  awayMs(): number | undefined {
    if (this.health().ok || this.#awaySince === undefined) return undefined;
    return this.#deps.clock.monotonic() - this.#awaySince;
  }

  health(): { readonly ok: boolean; readonly detail?: string } {
    const ok = this.#connection.available && this.#places.ok;
    if (ok) this.#awaySince = undefined;
    else this.#awaySince ??= this.#deps.clock.monotonic();
    if (ok !== this.#wasOk) {
      this.#wasOk = ok;
      if (ok) this.#deps.logger.info("Redis answers");
      else this.#deps.logger.warn("Redis is away", { cause: this.#connection.lastError });
    }
    if (ok) return { ok };
    return { ok, detail: `Redis does not answer: ${this.#connection.lastError}` };
  }

  gauges(): Readonly<Record<string, number>> {
    const received = Array.from(this.#received, ([kind, n]) => [`received_${kind}_total`, n]);
    return {
      ...Object.fromEntries(received),
      channels: this.#listeners.size,
      connections: this.#places.links,
      ...this.#publisher.gauges(),
    };
  }

  stop(): void {
    this.#timer.cancel();
    this.#places.close();
    this.#listeners.clear();
  }

  #hear(channel: string, payload: string): void {
    const listening = this.#listeners.get(channel);
    if (listening === undefined) return;
    const { listener, kind } = listening;
    this.#received.set(kind, (this.#received.get(kind) ?? 0) + 1);
    listener(payload, channel);
  }

  #kindOf(channel: string): string {
    const [kind = ""] = channel.slice(this.#prefix.length).split(":");
    return kind;
  }

  #restored(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    // The connections of a Cluster come back together.
    this.#deps.clock.turnEnd(() => {
      this.#isTelling = false;
      for (const listener of this.#restoredListeners) listener();
    });
  }
}

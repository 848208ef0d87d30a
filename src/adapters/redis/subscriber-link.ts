import type { Redis } from "ioredis";
import type { Timer } from "../../ports/clock.ts";
import type { RedisDeps } from "./redis-connection.ts";

export interface LinkEvents {
  message(channel: string, payload: string): void;
  /** All channels are confirmed on a connection that is new: what came meanwhile is lost. */
  restored(): void;
  /** The server no longer serves some channel: the Cluster has another shape. */
  moved(): void;
}

interface Wanted {
  confirmed: boolean;
  readonly waiting: (() => void)[];
}

export interface LinkOptions {
  /** Opens a connection that reconnects by itself, and subscribes to nothing by itself. */
  readonly connect: () => Redis;
  readonly sharded: boolean;
  /** A channel of this link alone, on which it hears itself. */
  readonly probeChannel: string;
  readonly publishProbe: (channel: string) => Promise<unknown>;
  readonly events: LinkEvents;
}

const LOOK_MS = 500;
const PROBE_MS = 2_000;
/** An answer that takes longer shows in `ok`. */
const LATE_MS = 1_000;
const SILENT_MS = 5_000;
/** Including those whose first words nobody answers. */
const CONNECTED: ReadonlySet<string> = new Set(["connecting", "connect", "ready"]);
/** So many channels in one SUBSCRIBE. */
const CHUNK = 500;

/**
 * One connection that only subscribes. It probes itself every 2 s by publishing to itself, and is made
 * anew after 5 s of silence (DESIGN §2.11): a connection may be dead and look alive.
 */
export class SubscriberLink {
  readonly #deps: RedisDeps;
  readonly #options: LinkOptions;
  readonly #redis: Redis;
  readonly #wanted = new Map<string, Wanted>();
  readonly #changed = new Set<string>();
  readonly #timers: Timer[] = [];
  /** Which connection this is; what belongs to an earlier one is ignored. */
  #epoch = 0;
  #up = false;
  #down = false;
  #lastHeard: number;
  /** When the probe was sent that has not been heard yet. */
  #probedAt: number | undefined;
  #lastProbe = 0;
  #delayMs: number | undefined;
  #flushing = false;
  #resubscribing = false;

  constructor(options: LinkOptions, deps: RedisDeps) {
    this.#deps = deps;
    this.#options = options;
    this.#lastHeard = deps.clock.monotonic();
    this.#redis = options.connect();
    this.#redis.on("ready", () => void this.#resubscribe());
    this.#redis.on("close", () => this.#lost());
    // What is wrong the connection for commands says.
    this.#redis.on("error", () => undefined);
    this.#redis.on("moved", () => options.events.moved());
    const hear = (channel: string, payload: string) => this.#hear(channel, payload);
    this.#redis.on("message", hear);
    this.#redis.on("smessage", hear);
    this.#timers.push(deps.clock.every(LOOK_MS, () => this.#look()));
  }

  /** Everything that is wanted is subscribed, and it has heard itself in time. */
  get ok(): boolean {
    if (!this.#up) return false;
    const late = this.#probedAt !== undefined && this.#now() - this.#probedAt > LATE_MS;
    return !late;
  }

  /** From a probe to its arrival; of one that is late, how late it is by now. */
  get delayMs(): number | undefined {
    if (!this.#up || this.#delayMs === undefined) return undefined;
    return Math.max(this.#delayMs, this.#probedAt === undefined ? 0 : this.#now() - this.#probedAt);
  }

  get channels(): number {
    return this.#wanted.size;
  }

  /** Resolves once confirmed; at once while there is no connection: `restored` follows. */
  add(channel: string): Promise<void> {
    const wanted = this.#wanted.get(channel) ?? { confirmed: false, waiting: [] };
    this.#wanted.set(channel, wanted);
    if (wanted.confirmed || this.#down) return Promise.resolve();
    this.#change(channel);
    return new Promise((resolve) => {
      wanted.waiting.push(resolve);
    });
  }

  remove(channel: string): void {
    const wanted = this.#wanted.get(channel);
    if (wanted === undefined) return;
    this.#wanted.delete(channel);
    release(wanted);
    this.#change(channel);
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
    for (const wanted of this.#wanted.values()) release(wanted);
    this.#wanted.clear();
    this.#redis.disconnect();
  }

  #now(): number {
    return this.#deps.clock.monotonic();
  }

  #change(channel: string): void {
    // Who is subscribing to all anew may be past this one already; what is left of it goes with the next look.
    if (this.#up || this.#resubscribing) this.#changed.add(channel);
    if (this.#up) this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#deps.clock.turnEnd(() => {
      this.#flushing = false;
      if (!this.#up) return;
      const changed = Array.from(this.#changed);
      this.#changed.clear();
      const gone = changed.filter((one) => !this.#wanted.has(one));
      const added = changed.filter((one) => this.#wanted.get(one)?.confirmed === false);
      void this.#tell("unsubscribe", gone, this.#epoch);
      void this.#tell("subscribe", added, this.#epoch);
    });
  }

  /** Whether all was confirmed on the connection of `epoch`. */
  async #tell(
    verb: "subscribe" | "unsubscribe",
    channels: readonly string[],
    epoch: number,
  ): Promise<boolean> {
    const { sharded, events } = this.#options;
    // Channels of one SSUBSCRIBE must share a slot.
    const size = sharded ? 1 : CHUNK;
    const answers: Promise<void>[] = [];
    for (let from = 0; from < channels.length; from += size) {
      const chunk = channels.slice(from, from + size);
      const answer = this.#redis.call(sharded ? `s${verb}` : verb, ...chunk).then(() => {
        if (verb === "subscribe" && epoch === this.#epoch) this.#confirm(chunk);
      });
      answers.push(answer);
    }
    try {
      await Promise.all(answers);
      return epoch === this.#epoch;
    } catch (error) {
      // A connection that was lost begins anew by itself; for others the next look tries again.
      for (const channel of channels) this.#changed.add(channel);
      if (String(error).includes("MOVED")) events.moved();
      return false;
    }
  }

  #confirm(channels: readonly string[]): void {
    for (const channel of channels) {
      const wanted = this.#wanted.get(channel);
      if (wanted === undefined) continue;
      wanted.confirmed = true;
      release(wanted);
    }
  }

  async #resubscribe(): Promise<void> {
    this.#epoch += 1;
    const epoch = this.#epoch;
    this.#lastHeard = this.#now();
    this.#resubscribing = true;
    const isDone = await this.#subscribeAll(epoch);
    // A connection that came after this one does its own.
    if (epoch !== this.#epoch) return;
    this.#resubscribing = false;
    if (!isDone) return;
    this.#up = true;
    this.#down = false;
    this.#probedAt = undefined;
    this.#options.events.restored();
    this.#probe();
  }

  async #subscribeAll(epoch: number): Promise<boolean> {
    this.#changed.clear();
    if (!(await this.#tell("subscribe", [this.#options.probeChannel], epoch))) return false;
    for (;;) {
      const missing: string[] = [];
      for (const [channel, { confirmed }] of this.#wanted) if (!confirmed) missing.push(channel);
      if (missing.length === 0) return true;
      if (!(await this.#tell("subscribe", missing, epoch))) return false;
    }
  }

  #lost(): void {
    this.#epoch += 1;
    this.#up = false;
    this.#down = true;
    this.#resubscribing = false;
    this.#probedAt = undefined;
    for (const wanted of this.#wanted.values()) {
      wanted.confirmed = false;
      release(wanted);
    }
  }

  #hear(channel: string, payload: string): void {
    this.#lastHeard = this.#now();
    if (channel === this.#options.probeChannel) this.#heardProbe();
    else this.#options.events.message(channel, payload);
  }

  #heardProbe(): void {
    if (this.#probedAt !== undefined) this.#delayMs = this.#lastHeard - this.#probedAt;
    this.#probedAt = undefined;
  }

  #look(): void {
    const now = this.#now();
    const { status } = this.#redis;
    const silence = now - this.#lastHeard;
    if (!CONNECTED.has(status)) {
      this.#lastHeard = now;
    } else if (silence >= SILENT_MS) {
      this.#deps.logger.warn("Redis pub/sub is silent; connecting anew", {
        ms: Math.round(silence),
      });
      this.#lastHeard = now;
      this.#lost();
      this.#redis.disconnect(true);
    } else if (status === "ready" && !this.#up) {
      // Some channel was refused: the Cluster may have settled by now.
      if (!this.#resubscribing) void this.#resubscribe();
    } else if (this.#up) {
      if (this.#changed.size > 0) this.#flushSoon();
      if (now - this.#lastProbe >= PROBE_MS - LOOK_MS / 2) this.#probe();
    }
  }

  #probe(): void {
    this.#lastProbe = this.#now();
    this.#probedAt ??= this.#lastProbe;
    const { publishProbe, probeChannel } = this.#options;
    // Where it fails, the silence that follows says so.
    publishProbe(probeChannel).catch(() => undefined);
  }
}

const release = ({ waiting }: Wanted): void => {
  for (const resolve of waiting.splice(0)) resolve();
};

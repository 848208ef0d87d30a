import * as v from "valibot";
import type { Timer } from "../../../ports/clock.ts";
import { type Cluster, type ServerFacts, ServerIdTaken } from "../../../ports/cluster.ts";
import { Server } from "../../../protocol/admin-entities.ts";
import type { RedisDeps } from "../../redis/redis-connection.ts";
import { LEASE_MS, type Lease, type Leases, type Renewal } from "./leases.ts";

export interface RedisClusterOptions {
  readonly leases: Leases;
  readonly serverId: string;
  readonly processId: string;
  readonly facts: () => ServerFacts;
  /** Found out too late for `join` to throw it. */
  readonly taken?: (error: ServerIdTaken) => void;
  /** What Redis' clock said within the round trip that ends now: at each renewal. */
  readonly heardTime?: (now: number, roundTripMs: number) => void;
}

const RENEW_MS = 5_000;
const RETRY_MS = 500;
const UNREACHABLE_MS = 2_000;
/** Past the end of a lease, so that it has ended by then. */
const MARGIN_MS = 50;

/** Facts of a newer version may say more. */
const Facts = v.omit(v.object(Server.entries), ["server_id", "last_seen_at"]);

/** Servers by their leases in Redis. */
export class RedisCluster implements Cluster {
  readonly #options: RedisClusterOptions;
  readonly #deps: RedisDeps;
  readonly #listeners: ((processIds: ReadonlySet<string>) => void)[] = [];
  /** By server id, without this one: those that may still hold too, while that can't be known. */
  #peers = new Map<string, Lease>();
  #began: string | undefined;
  /** By Redis' clock, as it is for the others. */
  #renewedAt: number | undefined;
  /** Since when every renewal was answered: whose lease is missing after that is gone. */
  #steadySince: number | undefined;
  #timer: Timer | undefined;
  #held = false;
  #lost = false;
  #left = false;

  constructor(options: RedisClusterOptions, deps: RedisDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  async join(): Promise<void> {
    const { clock } = this.#deps;
    let isLate = false;
    const unreachable = new Promise<void>((resolve) => {
      clock.after(UNREACHABLE_MS, () => {
        // Answered, and held by another: that takes as long as it takes.
        if (this.#steadySince !== undefined) return;
        isLate = true;
        resolve();
      });
    });
    const claimed = this.#claim().catch((error: unknown) => {
      this.#lost = true;
      if (!isLate) throw error;
      this.#deps.logger.error("SERVER_ID is in use", { error: String(error) });
      if (error instanceof ServerIdTaken) this.#options.taken?.(error);
    });
    await Promise.race([claimed, unreachable]);
  }

  servers(): Server[] {
    const { serverId, facts } = this.#options;
    const seenAt = this.#renewedAt ?? this.#deps.clock.now();
    const servers: Server[] = [{ server_id: serverId, ...facts(), last_seen_at: seenAt }];
    for (const peer of this.#peers.values()) {
      const said = factsOf(peer.facts);
      if (said === undefined) continue;
      servers.push({ server_id: peer.serverId, ...said, last_seen_at: peer.renewedAt });
    }
    return servers.sort((a, b) => (a.server_id < b.server_id ? -1 : 1));
  }

  async refresh(): Promise<void> {
    if (this.#held && !this.#left) await this.#renewHeld();
  }

  count(): number {
    return this.#peers.size + 1;
  }

  /** The other servers, id by process. */
  peers(): ReadonlyMap<string, string> {
    return new Map(Array.from(this.#peers.values(), (peer) => [peer.processId, peer.serverId]));
  }

  health(): { readonly ok: boolean; readonly detail?: string } {
    const { serverId } = this.#options;
    if (!this.#lost && this.#held) return { ok: true };
    if (!this.#lost) return { ok: false, detail: `no lease on SERVER_ID ${serverId} yet` };
    return { ok: false, detail: `SERVER_ID ${serverId} is held by another process` };
  }

  /** Now, and after each renewal: the processes of the other servers that there are. */
  onPeers(listener: (processIds: ReadonlySet<string>) => void): void {
    this.#listeners.push(listener);
    listener(this.#processIds());
  }

  /** Somebody was heard who is not known yet: no need to wait for the next renewal. */
  lookAgain(): void {
    if (this.#held) this.#schedule(0);
  }

  async leave(): Promise<void> {
    this.#left = true;
    this.#timer?.cancel();
    // Where Redis is away, the lease ends by itself.
    await this.#options.leases.release().catch(() => undefined);
  }

  async #claim(): Promise<void> {
    const { leases, serverId, processId } = this.#options;
    let firstEnd: number | undefined;
    while (!this.#left) {
      const renewal = await this.#renew();
      if (renewal?.held === true) {
        this.#held = true;
        this.#lost = false;
        // What it has said of itself was by a clock that had not been set yet.
        await this.refresh();
        return;
      }
      const holder = renewal?.leases.find((lease) => lease.serverId === serverId);
      if (holder !== undefined && holder.processId !== processId) {
        firstEnd ??= holder.end;
        if (holder.end > firstEnd) {
          // It was not given to this process, so there is nothing to give back.
          this.#left = true;
          throw new ServerIdTaken(
            `SERVER_ID ${serverId} is in use by a server that runs; give each its own, for example SERVER_ID=${serverId}-2`,
          );
        }
      }
      await this.#wait(Math.min(RETRY_MS, (holder?.leftMs ?? RETRY_MS) + MARGIN_MS));
    }
    if (this.#held) await leases.release().catch(() => undefined);
  }

  async #renew(): Promise<Renewal | undefined> {
    const { leases, facts, heardTime } = this.#options;
    const { clock } = this.#deps;
    const askedAt = clock.monotonic();
    try {
      const renewal = await leases.renew(JSON.stringify(facts()));
      heardTime?.(renewal.now, clock.monotonic() - askedAt);
      this.#take(renewal);
      // Once joined it goes on for ever, also while another process has the lease.
      if (renewal.held || this.#held) this.#again(renewal);
      return renewal;
    } catch (error) {
      if (this.#steadySince !== undefined) {
        this.#deps.logger.warn("lease not renewed", { error: String(error) });
      }
      this.#steadySince = undefined;
      if (this.#held) this.#schedule(RETRY_MS);
      return undefined;
    }
  }

  /** Sooner than usual where a lease is about to end. */
  #again({ leases }: Renewal): void {
    const { serverId } = this.#options;
    const soonest = leases
      .filter((lease) => lease.serverId !== serverId)
      .reduce((least, { leftMs }) => Math.min(least, leftMs + MARGIN_MS), RENEW_MS);
    this.#schedule(Math.max(soonest, MARGIN_MS));
  }

  #schedule(ms: number): void {
    this.#timer?.cancel();
    if (this.#left) return;
    this.#timer = this.#deps.clock.after(ms, () => void this.#renewHeld());
  }

  async #renewHeld(): Promise<void> {
    const renewal = await this.#renew();
    if (renewal === undefined || renewal.held === !this.#lost) return;
    this.#lost = !renewal.held;
    if (this.#lost) {
      this.#deps.logger.error("another process took this server's lease", {
        server_id: this.#options.serverId,
      });
    }
  }

  #take({ began, leases }: Renewal): void {
    const { serverId, processId } = this.#options;
    const now = this.#deps.clock.monotonic();
    if (this.#began !== began) this.#steadySince = undefined;
    this.#began = began;
    this.#steadySince ??= now;
    const isSure = now - this.#steadySince >= LEASE_MS;
    const before = this.#peers;
    this.#peers = new Map();
    for (const lease of leases) {
      if (lease.serverId !== serverId) this.#peers.set(lease.serverId, lease);
      else if (lease.processId === processId) this.#renewedAt = lease.renewedAt;
    }
    if (!isSure) {
      // After an outage they may only not have been back yet.
      for (const [id, lease] of before) if (!this.#peers.has(id)) this.#peers.set(id, lease);
    }
    const processIds = this.#processIds();
    for (const listener of this.#listeners) listener(processIds);
  }

  #processIds(): ReadonlySet<string> {
    return new Set(Array.from(this.#peers.values(), ({ processId }) => processId));
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.after(ms, resolve);
    });
  }
}

const factsOf = (json: string): ServerFacts | undefined => {
  try {
    const parsed = v.safeParse(Facts, JSON.parse(json));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};

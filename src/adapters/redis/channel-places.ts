import type { Cluster, Redis } from "ioredis";
import type { Timer } from "../../ports/clock.ts";
import { keySlot } from "./key-slot.ts";
import { subscriberOf } from "./redis-clients.ts";
import type { RedisConnection, RedisDeps } from "./redis-connection.ts";
import { SubscriberLink } from "./subscriber-link.ts";

export interface ChannelPlacesOptions {
  readonly connection: RedisConnection;
  readonly deps: RedisDeps;
  readonly probeName: string;
  message(channel: string, payload: string): void;
  restored(): void;
}

const LOOK_MS = 1_000;
const ONLY = "only";

/**
 * Which connection subscribes to which channel: all to one, or in a Cluster (sharded pub/sub) each to the
 * master that serves its slot, wherever that moves.
 */
export class ChannelPlaces {
  readonly #options: ChannelPlacesOptions;
  /** By node. */
  readonly #links = new Map<string, SubscriberLink>();
  /** Node → the slot of the channel on which its link hears itself. */
  readonly #probeSlots = new Map<string, number>();
  /** Channel → its slot. */
  readonly #slots = new Map<string, number>();
  /** Channel → the link that subscribes to it. */
  readonly #placed = new Map<string, SubscriberLink>();
  readonly #timer: Timer | undefined;

  constructor(options: ChannelPlacesOptions) {
    this.#options = options;
    const { connection, deps } = options;
    const { client } = connection;
    if (connection.cluster === undefined) {
      this.#links.set(ONLY, this.#link(client as Redis, options.probeName, false));
      return;
    }
    const look = () => this.#followCluster();
    client.on("ready", look);
    client.on("+node", look);
    client.on("-node", look);
    this.#timer = deps.clock.every(LOOK_MS, look);
  }

  get ok(): boolean {
    if (this.#links.size === 0) return false;
    for (const link of this.#links.values()) if (!link.ok) return false;
    return true;
  }

  /** Of the slowest. */
  get delayMs(): number | undefined {
    const delays = Array.from(this.#links.values(), ({ delayMs }) => delayMs);
    const known = delays.filter((delay) => delay !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  get links(): number {
    return this.#links.size;
  }

  add(channel: string): Promise<void> {
    this.#slots.set(channel, keySlot(channel));
    return this.#place(channel);
  }

  remove(channel: string): void {
    this.#slots.delete(channel);
    this.#placed.get(channel)?.remove(channel);
    this.#placed.delete(channel);
  }

  close(): void {
    this.#timer?.cancel();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  #link(client: Redis, probeChannel: string, sharded: boolean): SubscriberLink {
    const { connection, deps, message, restored } = this.#options;
    return new SubscriberLink(
      {
        connect: () => subscriberOf(client, deps.random),
        sharded,
        probeChannel,
        publishProbe: (channel) =>
          connection.command(sharded ? "SPUBLISH" : "PUBLISH", channel, ""),
        events: {
          message,
          restored,
          moved: () => {
            connection.cluster?.refreshSlotsCache(() => this.#followCluster());
          },
        },
      },
      deps,
    );
  }

  #place(channel: string): Promise<void> {
    const link = this.#linkFor(channel);
    // Once the Cluster is known, it is placed.
    if (link === undefined) return Promise.resolve();
    this.#placed.set(channel, link);
    return link.add(channel);
  }

  #linkFor(channel: string): SubscriberLink | undefined {
    const { cluster } = this.#options.connection;
    if (cluster === undefined) return this.#links.get(ONLY);
    const slot = this.#slots.get(channel);
    const node = slot === undefined ? undefined : masterOf(cluster, slot);
    return node === undefined ? undefined : this.#links.get(node);
  }

  #followCluster(): void {
    const { cluster } = this.#options.connection;
    if (cluster === undefined || cluster.slots.length === 0) return;
    for (const [node, slot] of this.#probeSlots) {
      // Gone, or no longer the one that serves what its link listens to.
      if (masterOf(cluster, slot) !== node) this.#close(node);
    }
    for (const [node] of cluster.slots) {
      if (node !== undefined && !this.#links.has(node)) this.#open(cluster, node);
    }
    for (const channel of this.#slots.keys()) {
      const link = this.#linkFor(channel);
      const placed = this.#placed.get(channel);
      if (link === undefined || link === placed) continue;
      placed?.remove(channel);
      void this.#place(channel).then(() => this.#options.restored());
    }
  }

  #open(cluster: Cluster, node: string): void {
    const client = cluster.nodes("master").find(({ options }) => keyOf(options) === node);
    if (client === undefined) return;
    const channel = channelIn(this.#options.probeName, (slot) => masterOf(cluster, slot) === node);
    if (channel === undefined) return;
    this.#probeSlots.set(node, keySlot(channel));
    this.#links.set(node, this.#link(client, channel, true));
  }

  #close(node: string): void {
    this.#links.get(node)?.close();
    this.#links.delete(node);
    this.#probeSlots.delete(node);
  }
}

const masterOf = (cluster: Cluster, slot: number): string | undefined => cluster.slots[slot]?.[0];

const keyOf = ({ host, port }: Redis["options"]): string => `${host}:${port}`;

const TRIES = 100_000;

/** One that begins so, and is in a slot that is served where it should be. */
const channelIn = (name: string, isServed: (slot: number) => boolean): string | undefined => {
  for (let i = 0; i < TRIES; i += 1) {
    const channel = `${name}:${i}`;
    if (isServed(keySlot(channel))) return channel;
  }
  return undefined;
};

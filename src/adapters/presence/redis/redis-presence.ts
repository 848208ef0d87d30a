import type { Timer } from "../../../ports/clock.ts";
import type { Absence, Presence, PresenceChange } from "../../../ports/presence.ts";
import type { UserRef } from "../../../protocol/users.ts";
import type { RedisCluster } from "../../cluster/redis/redis-cluster.ts";
import type { RedisDeps } from "../../redis/redis-connection.ts";
import type { RedisPubSub } from "../../redis/redis-pubsub.ts";
import { LocalPresence } from "../local-presence.ts";
import { inMessages, partOf } from "./delta-messages.ts";
import { PresenceHere } from "./presence-here.ts";
import {
  type Delta,
  type Deltas,
  decodePresence,
  encodePresence,
  type PresenceMessage,
} from "./presence-messages.ts";
import { PresenceReplica } from "./presence-replica.ts";

export interface RedisPresenceOptions {
  readonly pubsub: RedisPubSub;
  readonly cluster: RedisCluster;
  readonly prefix: string;
  readonly processId: string;
}

/**
 * Between two tellings; what comes meanwhile is told together. The first is told with its turn: whoever came in has their
 * answer then, and somebody who heard of it may ask another server already.
 */
const TELL_MS = 10;
/** All anew, once for all who ask within. */
const TELL_ALL_MS = 100;
const VERSION_MS = 5_000;
const ASK_AGAIN_MS = 1_000;
/** A process that was heard before its lease was seen. */
const UNKNOWN_MS = 15_000;

interface Peer {
  readonly replica: PresenceReplica;
  readonly since: number;
  hadLease: boolean;
  askedAt: number | undefined;
}

/**
 * Presence of a cluster: each process tells the others what changes on it, and adds up what it was told
 * (docs/adr/0011). What is read is local; while Redis is away it is as it was last known.
 */
export class RedisPresence implements Presence {
  readonly #options: RedisPresenceOptions;
  readonly #deps: RedisDeps;
  /** All servers added up: another process counts as one connection of each of its users. */
  readonly #everywhere: LocalPresence;
  readonly #here = new PresenceHere();
  readonly #peers = new Map<string, Peer>();
  readonly #timers: Timer[] = [];
  #version = 0;
  #isTelling = false;
  #toldAt = Number.NEGATIVE_INFINITY;
  #isDraining = false;
  #isTellingAll = false;
  #poisoned = 0;

  constructor(options: RedisPresenceOptions, deps: RedisDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#everywhere = new LocalPresence(deps.clock);
  }

  /** To be called once, after the cluster was joined: whoever hears of it looks for its lease. */
  async start(): Promise<void> {
    const { pubsub, cluster } = this.#options;
    cluster.onPeers((processIds) => this.#follow(processIds));
    pubsub.onRestored(() => this.#sayVersion(true));
    this.#timers.push(this.#deps.clock.every(VERSION_MS, () => this.#sayVersion(false)));
    await pubsub.subscribe(this.#channel, (payload) => this.#hear(payload));
    this.#sayVersion(true);
  }

  enter(roomId: string, user: UserRef, connectionId: string): void {
    this.#everywhere.enter(roomId, user, connectionId);
    this.#here.enter(roomId, user, connectionId);
    this.#tellSoon();
  }

  leave(roomId: string, userId: string, connectionId: string): void {
    this.#everywhere.leave(roomId, userId, connectionId);
    this.#here.leave(roomId, userId, connectionId);
    this.#tellSoon();
  }

  connect(userId: string, connectionId: string): void {
    this.#everywhere.connect(userId, connectionId);
    this.#here.connect(userId, connectionId);
    this.#tellSoon();
  }

  disconnect(userId: string, connectionId: string): void {
    this.#everywhere.disconnect(userId, connectionId);
    this.#here.disconnect(userId, connectionId);
    this.#tellSoon();
  }

  online(roomId: string): number {
    return this.#everywhere.online(roomId);
  }

  occupied(): Iterable<readonly [roomId: string, online: number]> {
    return this.#everywhere.occupied();
  }

  isOnline(roomId: string, userId: string): boolean {
    return this.#everywhere.isOnline(roomId, userId);
  }

  isConnected(userId: string): boolean {
    return this.#everywhere.isConnected(userId);
  }

  users(roomId: string, limit: number): UserRef[] {
    return this.#everywhere.users(roomId, limit);
  }

  connectedUsers(): number {
    return this.#everywhere.connectedUsers();
  }

  watch(roomId: string): void {
    this.#everywhere.watch(roomId);
  }

  unwatch(roomId: string): void {
    this.#everywhere.unwatch(roomId);
  }

  onChange(listener: (change: PresenceChange) => void): void {
    this.#everywhere.onChange(listener);
  }

  onGone(listener: (userId: string, absence: Absence) => void): void {
    this.#everywhere.onGone(listener);
  }

  drain(): void {
    this.#isDraining = true;
    this.#everywhere.drain();
  }

  stay(): void {
    this.#isDraining = false;
    this.#everywhere.stay();
  }

  servers(): number {
    return this.#options.cluster.count();
  }

  gauges(): Readonly<Record<string, number>> {
    let theirs = 0;
    for (const { replica } of this.#peers.values()) theirs += replica.users;
    return {
      users_here: this.#here.users,
      users_elsewhere: theirs,
      peers: this.#peers.size,
      poisoned_total: this.#poisoned,
    };
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    this.#tell();
    this.#options.pubsub.unsubscribe(this.#channel);
    await this.#everywhere.stop();
  }

  get #channel(): string {
    return `${this.#options.prefix}:presence`;
  }

  #say(message: PresenceMessage): void {
    this.#options.pubsub.publish(this.#channel, encodePresence(message));
  }

  #sayVersion(ask: boolean): void {
    this.#say({ kind: "version", from: this.#options.processId, version: this.#version, ask });
  }

  #tellSoon(): void {
    if (this.#isTelling || !this.#here.hasChanges) return;
    this.#isTelling = true;
    const { clock } = this.#deps;
    const waitMs = this.#toldAt + TELL_MS - clock.monotonic();
    if (waitMs > 0) clock.after(waitMs, () => this.#tell());
    else clock.turnEnd(() => this.#tell());
  }

  #tell(): void {
    this.#isTelling = false;
    this.#toldAt = this.#deps.clock.monotonic();
    for (const deltas of inMessages(this.#here.takeChanges())) this.#sayDeltas(deltas);
    this.#options.pubsub.flush();
  }

  #tellAllSoon(): void {
    if (this.#isTellingAll) return;
    this.#isTellingAll = true;
    this.#deps.clock.after(TELL_ALL_MS, () => {
      this.#isTellingAll = false;
      // What follows is newer than these.
      this.#tell();
      const messages = inMessages(this.#here.all());
      if (messages.length <= 1) this.#sayDeltas(messages[0] ?? [], "whole");
      else
        for (const [i, deltas] of messages.entries()) this.#sayDeltas(deltas, partOf(i, messages));
    });
  }

  #sayDeltas(deltas: Delta[], part?: NonNullable<Deltas["part"]>): void {
    this.#version += 1;
    const message: Deltas = {
      kind: "deltas",
      from: this.#options.processId,
      version: this.#version,
      deltas,
      ...(this.#isDraining ? { draining: true } : {}),
      ...(part === undefined ? {} : { part }),
    };
    this.#say(message);
  }

  #hear(payload: string): void {
    const message = decodePresence(payload);
    if (message === undefined) {
      this.#poisoned += 1;
      return;
    }
    if (message.from === this.#options.processId) return;
    if (message.kind === "tell_all") {
      if (message.to === this.#options.processId) this.#tellAllSoon();
      return;
    }
    if (!this.#peers.has(message.from)) this.#options.cluster.lookAgain();
    const peer = this.#peer(message.from);
    if (message.kind === "version") {
      if (message.ask) this.#sayVersion(false);
      if (!peer.replica.has(message.version)) this.#ask(message.from, peer);
    } else if (!peer.replica.take(message)) {
      this.#ask(message.from, peer);
    }
  }

  #peer(processId: string): Peer {
    const known = this.#peers.get(processId);
    if (known !== undefined) return known;
    const everywhere = this.#everywhere;
    const replica = new PresenceReplica({
      connected: (userId) => everywhere.connect(userId, processId),
      disconnected: (userId, absence) => everywhere.disconnect(userId, processId, absence),
      entered: (roomId, id, name) =>
        everywhere.enter(roomId, { id, display_name: name }, processId),
      left: (roomId, userId) => everywhere.leave(roomId, userId, processId),
    });
    const since = this.#deps.clock.monotonic();
    const peer: Peer = { replica, since, hadLease: false, askedAt: undefined };
    this.#peers.set(processId, peer);
    return peer;
  }

  #ask(processId: string, peer: Peer): void {
    const now = this.#deps.clock.monotonic();
    if (peer.askedAt !== undefined && now - peer.askedAt < ASK_AGAIN_MS) return;
    peer.askedAt = now;
    this.#say({ kind: "tell_all", from: this.#options.processId, to: processId });
  }

  /** Who has no lease any more is gone, and its users with it. */
  #follow(processIds: ReadonlySet<string>): void {
    const now = this.#deps.clock.monotonic();
    for (const processId of processIds) {
      const peer = this.#peer(processId);
      peer.hadLease = true;
      if (!peer.replica.has(0)) this.#ask(processId, peer);
    }
    for (const [processId, { replica, since, hadLease }] of this.#peers) {
      if (processIds.has(processId) || (!hadLease && now - since < UNKNOWN_MS)) continue;
      this.#peers.delete(processId);
      replica.clear();
    }
  }
}

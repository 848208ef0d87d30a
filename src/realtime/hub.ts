import type { LogReader } from "../core/messages/log-reader.ts";
import type { Meter } from "../core/stats/meter.ts";
import type { Bus, PublishedEntry } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Counter, Histogram } from "../ports/metrics.ts";
import type { Presence } from "../ports/presence.ts";
import type { LogStore } from "../ports/store/log.ts";
import type { Flusher } from "./flusher.ts";
import { LiveRoom, type LiveRoomObserver } from "./live-room.ts";
import type { Pager } from "./pager.ts";
import type { Session } from "./session.ts";
import { type Standing, Subscription } from "./subscription.ts";

export interface HubDeps {
  readonly log: Pick<LogStore, "tip">;
  readonly reader: LogReader;
  readonly bus: Bus;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly flusher: Flusher;
  readonly pager: Pager;
  readonly meter: Meter;
  /** Entries × sockets that went out. */
  readonly delivered: Counter;
  /** Sockets that one frame went to. */
  readonly fanOut: Histogram;
}

/** Rooms whose last socket left are kept this long: a network that blinks brings them all back. */
const LINGER_MS = 30_000;
const SWEEP_MS = 10_000;
const GAP_WAIT_MS = 50;
const GAP_ENTRIES = 256;

/** Rooms ↔ sockets ↔ bus: which sockets get a room's entries, on this server. */
export class Hub implements LiveRoomObserver {
  readonly #deps: HubDeps;
  readonly #rooms = new Map<string, LiveRoom>();
  readonly #opening = new Map<string, Promise<LiveRoom | undefined>>();
  /** Room id → since when nobody is in it. */
  readonly #empty = new Map<string, number>();
  readonly #filling = new Set<LiveRoom>();
  /** Rooms whose log may be ahead without a sign of it. */
  readonly #doubted = new Set<LiveRoom>();

  constructor(deps: HubDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#deps.clock.every(SWEEP_MS, () => this.#sweep());
  }

  get rooms(): number {
    return this.#rooms.size;
  }

  /** Entries × sockets that went out. */
  get deliveries(): number {
    return this.#deps.delivered.value();
  }

  room(roomId: string): LiveRoom | undefined {
    return this.#rooms.get(roomId);
  }

  /** Whether entries still reach it: a room may be let go of after it was opened. */
  isLive(room: LiveRoom): boolean {
    return this.#rooms.get(room.id) === room;
  }

  liveRooms(): Iterable<LiveRoom> {
    return this.#rooms.values();
  }

  /** The room with its entries arriving (DESIGN §2.10); undefined when there is no such room. */
  open(roomId: string): LiveRoom | Promise<LiveRoom | undefined> {
    const room = this.#rooms.get(roomId);
    const opening = this.#opening.get(roomId);
    if (room !== undefined && opening === undefined) return room;
    if (opening !== undefined) return opening;
    const promise = this.#open(roomId).finally(() => this.#opening.delete(roomId));
    this.#opening.set(roomId, promise);
    return promise;
  }

  /**
   * From the next entry on, or from `cursor`: the tick in which it is called decides. A room that is not live in that
   * tick is not entered: nothing would ever come from it, and a sweep finds what is missing.
   */
  attach(session: Session, room: LiveRoom, standing: Standing, cursor?: number): void {
    // Closed by what was just sent to it: nobody would detach it any more.
    if (session.closed || !this.isLive(room)) return;
    const { presence, pager } = this.#deps;
    const watching = room.watchers.get(session);
    this.detach(session, room.id);
    // What waits for this turn's end belongs to those who were in before.
    room.flush();
    const subscription = new Subscription(session, room, standing, pager.start);
    session.subscribe(subscription);
    room.subscriptions.add(subscription);
    this.#empty.delete(room.id);
    const user = session.caller?.user;
    if (user !== undefined) {
      presence.enter(room.id, { id: user.id, display_name: user.display_name }, session.id);
    }
    if (watching !== undefined) this.watch(session, room, watching.members);
    if (cursor !== undefined && cursor < room.tip.seq) subscription.resumeFrom(cursor);
  }

  detach(session: Session, roomId: string): void {
    const subscription = session.subscriptions.get(roomId);
    if (subscription === undefined) return;
    const { room } = subscription;
    const { presence, pager, clock } = this.#deps;
    session.unsubscribe(roomId);
    room.subscriptions.delete(subscription);
    this.unwatch(session, room);
    pager.stop(subscription);
    if (session.caller !== undefined) presence.leave(roomId, session.caller.user.id, session.id);
    if (room.subscriptions.size === 0 && this.isLive(room)) {
      this.#empty.set(roomId, clock.monotonic());
    }
  }

  detachAll(session: Session): void {
    for (const roomId of Array.from(session.subscriptions.keys())) this.detach(session, roomId);
  }

  watch(session: Session, room: LiveRoom, members: boolean): void {
    // Who has just been detached would never be unwatched.
    if (session.subscriptions.get(room.id)?.room !== room) return;
    const watching = room.watchers.has(session);
    room.watchers.set(session, { members });
    if (!watching) this.#deps.presence.watch(room.id);
  }

  unwatch(session: Session, room: LiveRoom): void {
    if (room.watchers.delete(session)) this.#deps.presence.unwatch(room.id);
  }

  deliver(roomId: string, entries: readonly PublishedEntry[]): void {
    this.#rooms.get(roomId)?.deliver(entries);
  }

  /** Lets go of a deleted room. Its sockets are to be told and detached before. */
  close(roomId: string): void {
    this.#empty.delete(roomId);
    const room = this.#rooms.get(roomId);
    if (room === undefined) return;
    this.#rooms.delete(roomId);
    this.#doubted.delete(room);
    this.#deps.bus.unsubscribe(roomId);
  }

  delivered(room: LiveRoom, entries: number, sockets: number): void {
    const { delivered, fanOut, meter, clock } = this.#deps;
    delivered.add(entries * sockets);
    fanOut.observe(sockets);
    meter.wroteRoom(room.id, sockets, clock);
  }

  /** Whether an append to these rooms took effect is unknown: nobody was told if it did. */
  recheck(roomIds: Iterable<string>): void {
    for (const roomId of roomIds) {
      const room = this.#rooms.get(roomId);
      if (room === undefined) continue;
      this.#doubted.add(room);
      this.gap(room);
    }
  }

  /** Something was lost on the way: read it, once for all who wait (DESIGN §2.9). */
  gap(room: LiveRoom): void {
    if (this.#filling.has(room)) return;
    this.#filling.add(room);
    this.#deps.clock.after(GAP_WAIT_MS, () => void this.#fill(room));
  }

  async #fill(room: LiveRoom): Promise<void> {
    let again = room.opening;
    try {
      // What was only late has arrived by now.
      if (!again && (room.hasGap || this.#doubted.has(room))) {
        await this.#readOn(room);
        again = room.hasGap || this.#doubted.has(room);
      }
    } catch (error) {
      this.#deps.logger.warn("gap not filled", { room_id: room.id, error: String(error) });
      again = true;
    }
    this.#filling.delete(room);
    if (again && this.isLive(room)) this.gap(room);
  }

  async #readOn(room: LiveRoom): Promise<void> {
    const { reader, log } = this.#deps;
    const { seq } = room.accepted;
    this.#doubted.delete(room);
    try {
      room.deliver(await reader.published(room.id, seq, GAP_ENTRIES));
    } catch (error) {
      if (this.isLive(room)) this.#doubted.add(room);
      throw error;
    }
    if (!room.hasGap || room.accepted.seq > seq) return;
    const tip = await log.tip(room.id);
    if (tip !== undefined && tip.floor > room.accepted.seq + 1) room.restart(tip);
  }

  async #open(roomId: string): Promise<LiveRoom | undefined> {
    const { bus, log, flusher } = this.#deps;
    const room = new LiveRoom(roomId, flusher, this);
    // Before the tip is read, so that no entry falls between.
    this.#rooms.set(roomId, room);
    try {
      await bus.subscribe(roomId);
      const tip = await log.tip(roomId);
      if (tip !== undefined) {
        room.begin(tip);
        this.#empty.set(roomId, this.#deps.clock.monotonic());
        return room;
      }
    } catch (error) {
      this.close(roomId);
      throw error;
    }
    this.close(roomId);
    return undefined;
  }

  #sweep(): void {
    const before = this.#deps.clock.monotonic() - LINGER_MS;
    for (const [roomId, since] of this.#empty) {
      if (since > before) break;
      this.close(roomId);
    }
  }
}

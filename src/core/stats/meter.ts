import type { Clock } from "../../ports/clock.ts";
import { Durations } from "./durations.ts";
import { Tally } from "./tally.ts";

/** A message that took long, by the monotonic clock of its server. */
export interface SlowMessage {
  readonly roomId: string;
  readonly seq: number;
  /** When it was stored, milliseconds since the epoch. */
  readonly at: number;
  readonly receivedAt: number;
  readonly writtenFrom: number;
  readonly durableAt: number;
  readonly publishedAt: number;
  readonly ackedAt: number;
}

type Monotonic = Pick<Clock, "monotonic">;

/** What a probe wants to know of its room; monotonic times. */
export interface WatchedRoom {
  watchers: number;
  acked?: SlowMessage;
  busReceivedAt?: number;
  socketWrittenAt?: number;
}

/** Numbers since the last look. */
export interface Measured {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly entries: number;
  readonly frames: number;
  readonly sockets: number;
  readonly requests: number;
}

/**
 * What a server does, counted where it is done. Whatever is on a message's way costs an addition here: numbers in
 * fields and buckets of a fixed number, and no objects but for a message slower than all of its second before it.
 */
export class Meter {
  /** Characters of JSON: bytes, where it is ASCII. */
  bytesIn = 0;
  bytesOut = 0;
  entries = 0;
  /** Frames of rooms, and the sockets that they went to. */
  frames = 0;
  sockets = 0;
  requests = 0;
  readonly commits = new Durations();
  readonly acks = new Durations();
  readonly errors = new Tally();
  readonly limitsHit = new Tally();
  /** Of the batch whose senders are being told just now. */
  writtenFrom = 0;
  durableAt = 0;
  publishedAt = 0;
  #before: Measured = { bytesIn: 0, bytesOut: 0, entries: 0, frames: 0, sockets: 0, requests: 0 };
  #slowest: SlowMessage | undefined;
  #slowestMs = 0;
  /** Those of probes; as a rule there are none, and nobody has to look. */
  #watched: Map<string, WatchedRoom> | undefined;

  committed(writtenFrom: number, durableAt: number, entries: number): void {
    this.writtenFrom = writtenFrom;
    this.durableAt = durableAt;
    this.entries += entries;
    this.commits.observe(durableAt - writtenFrom);
  }

  /** `record` is of the batch that is settled just now. */
  acked(
    receivedAt: number,
    ackedAt: number,
    record: { readonly roomId: string; readonly seq: number; readonly at: number },
  ): void {
    const ms = ackedAt - receivedAt;
    this.acks.observe(ms);
    const watched = this.#watched?.get(record.roomId);
    if (ms <= this.#slowestMs && watched === undefined) return;
    const { roomId, seq, at } = record;
    const { writtenFrom, durableAt, publishedAt } = this;
    const message = { roomId, seq, at, receivedAt, writtenFrom, durableAt, publishedAt, ackedAt };
    if (watched !== undefined) {
      watched.acked = message;
      return;
    }
    this.#slowestMs = ms;
    this.#slowest = message;
  }

  /** Entries of the room came from another server. */
  busReceived(roomId: string, clock: Monotonic): void {
    const watched = this.#watched?.get(roomId);
    if (watched !== undefined) watched.busReceivedAt ??= clock.monotonic();
  }

  /** A frame of the room went to its sockets. */
  wroteRoom(roomId: string, sockets: number, clock: Monotonic): void {
    this.frames += 1;
    this.sockets += sockets;
    const watched = this.#watched?.get(roomId);
    if (watched !== undefined && sockets > 0) watched.socketWrittenAt ??= clock.monotonic();
  }

  watch(roomId: string): WatchedRoom {
    this.#watched ??= new Map();
    const watched = this.#watched.get(roomId) ?? { watchers: 0 };
    watched.watchers += 1;
    this.#watched.set(roomId, watched);
    return watched;
  }

  unwatch(roomId: string, watched: WatchedRoom): void {
    watched.watchers -= 1;
    if (watched.watchers > 0) return;
    this.#watched?.delete(roomId);
    if (this.#watched?.size === 0) this.#watched = undefined;
  }

  /** Since the last call. */
  take(): Measured {
    const { bytesIn, bytesOut, entries, frames, sockets, requests } = this;
    const before = this.#before;
    this.#before = { bytesIn, bytesOut, entries, frames, sockets, requests };
    return {
      bytesIn: bytesIn - before.bytesIn,
      bytesOut: bytesOut - before.bytesOut,
      entries: entries - before.entries,
      frames: frames - before.frames,
      sockets: sockets - before.sockets,
      requests: requests - before.requests,
    };
  }

  takeSlowest(): SlowMessage | undefined {
    const slowest = this.#slowest;
    this.#slowest = undefined;
    this.#slowestMs = 0;
    return slowest;
  }
}

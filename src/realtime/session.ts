import type { Caller } from "../core/caller.ts";
import type { Socket } from "../ports/socket.ts";
import { CLOSE, type CloseCode } from "../protocol/errors.ts";
import type { EventOf } from "../protocol/events.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Flusher } from "./flusher.ts";
import { Outbox } from "./outbox.ts";
import type { Subscription } from "./subscription.ts";

/** What is known of a connection before it says anything. */
export interface Peer {
  readonly ip: string;
  readonly userAgent: string;
}

/** Whoever lets connections in and counts them out; one object for all of them. */
export interface SessionKeeper {
  /** Once, when the connection has proved who it is. */
  authenticated(session: Session): void;
  /** Once, at its end. */
  closed(session: Session): void;
}

const NO_SUBSCRIPTIONS: ReadonlyMap<string, Subscription> = new Map();
/** What becomes of a connection in a room by its own doing; `left` is out already, and is yet to be told. */
export type Awaited = "entering" | "leaving" | "left";

const NOTHING_AWAITED: ReadonlyMap<string, Awaited> = new Map();

/**
 * One connection: who it is, the rooms it gets, and its way out. Most of ten thousand do nothing most of the
 * time, so what they may need later is made when they do: an empty Map or Set takes 200 bytes.
 */
export class Session {
  readonly id: string;
  readonly peer: Peer;
  /** Milliseconds since the epoch. */
  readonly connectedAt: number;
  readonly outbox: Outbox;
  readonly #socket: Socket;
  readonly #keeper: SessionKeeper;
  #subscriptions: Map<string, Subscription> | undefined;
  #awaiting: Map<string, Awaited> | undefined;
  #typing: Set<string> | undefined;
  #malformedAt: number[] | undefined;
  /** Set once authenticated; replaced when the token is renewed or the user renamed. */
  caller: Caller | undefined;
  /** The name that it is giving its user: of this one it gets an answer instead of an event. */
  renamingTo: string | undefined;
  /** When the token ends, milliseconds since the epoch. */
  expiresAt = Number.POSITIVE_INFINITY;
  reauthenticateSent = false;
  /** It asked for `member_changed` of its own user. */
  asksForMembers = false;
  /** What it says of who it is came in time, and is being looked at. */
  authenticating = false;
  /** Authenticated, and about to be told so: from now on it gets events. */
  ready = false;
  /** Counts changes of the user's memberships, for those who read them and act later. */
  membershipChanges = 0;
  /** While its rooms are read: what another connection of the user has read meanwhile, by room id. */
  heldReads: Map<string, EventOf<"read">> | undefined;
  /** Monotonic milliseconds. */
  readonly openedAt: number;
  lastHeardAt: number;
  /** When what it says just now came in. */
  receivedAt = 0;
  /** Frames that came since the last look, and both ways between the two looks before (upkeep.ts). */
  framesIn = 0;
  framesInLately = 0;
  framesOutLately = 0;
  closed = false;
  /** Closed by this server: what it asked for and has not come about yet does not. */
  dismissed = false;
  /** What it says from now on is not heard: its fate would be open. */
  deaf = false;
  /** Some room could not be gone on with from where it had been. */
  gap = false;
  /** The socket itself is closed, on both sides. */
  socketGone = false;

  constructor(options: {
    readonly id: string;
    readonly peer: Peer;
    readonly socket: Socket;
    readonly flusher: Flusher;
    readonly connectedAt: number;
    readonly monotonic: number;
    readonly keeper: SessionKeeper;
  }) {
    this.id = options.id;
    this.peer = options.peer;
    this.connectedAt = options.connectedAt;
    this.openedAt = options.monotonic;
    this.lastHeardAt = options.monotonic;
    this.#socket = options.socket;
    this.#keeper = options.keeper;
    this.outbox = new Outbox(options.socket, options.flusher, this);
  }

  /** By room id. */
  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.#subscriptions ?? NO_SUBSCRIPTIONS;
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions ??= new Map();
    this.#subscriptions.set(subscription.room.id, subscription);
  }

  unsubscribe(roomId: string): void {
    this.#subscriptions?.delete(roomId);
  }

  /** Rooms that this connection itself is entering or leaving: it gets an answer instead of an event. */
  get awaiting(): ReadonlyMap<string, Awaited> {
    return this.#awaiting ?? NOTHING_AWAITED;
  }

  expect(roomId: string, what: Awaited): void {
    this.#awaiting ??= new Map();
    this.#awaiting.set(roomId, what);
  }

  expectNoMore(roomId: string): void {
    this.#awaiting?.delete(roomId);
  }

  /** Others in the room are told that it is typing. */
  startTyping(roomId: string): void {
    this.#typing ??= new Set();
    this.#typing.add(roomId);
  }

  /** Whether others had been told that it was. */
  stopTyping(roomId: string): boolean {
    return this.#typing?.delete(roomId) ?? false;
  }

  /** From now on: the answer to `authenticate` may say less, and is told before them. */
  holdReads(): ReadonlyMap<string, EventOf<"read">> {
    this.heldReads = new Map();
    return this.heldReads;
  }

  /** From the moment in which the answer to `authenticate` is made. */
  becomeReady(): void {
    if (this.ready) return;
    this.ready = true;
    this.#keeper.authenticated(this);
  }

  /** Says what is left to say, then goodbye. Harmless when closed already. */
  close(code: CloseCode, reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.dismissed = true;
    this.outbox.flush();
    this.#socket.close(code, reason);
    this.#keeper.closed(this);
  }

  /** It takes too little, or lost what can't be sent again: it may come back and resume. */
  slow(): void {
    this.close(CLOSE.slowConsumer, "too slow");
  }

  /** In so many of its rooms it does not get what comes as it comes, but is paged from its cursor. */
  get roomsBehind(): number {
    let behind = 0;
    for (const { cursor } of this.subscriptions.values()) if (cursor !== undefined) behind += 1;
    return behind;
  }

  /** The socket is gone by itself. */
  gone(): void {
    this.socketGone = true;
    if (this.closed) return;
    this.closed = true;
    this.#keeper.closed(this);
  }

  /** Once every few seconds: what went since the last time. */
  countFrames(): void {
    this.framesInLately = this.framesIn;
    this.framesIn = 0;
    this.framesOutLately = this.outbox.takeFrames();
  }

  stopHearing(): void {
    this.deaf = true;
  }

  /** Whether that was one too many in a minute. */
  countMalformed(now: number): boolean {
    this.#malformedAt ??= [];
    this.#malformedAt.push(now);
    if (this.#malformedAt.length <= LIMITS.malformedFramesPerMinute) return false;
    const first = this.#malformedAt.shift();
    return first !== undefined && now - first < 60_000;
  }

  terminate(): void {
    this.#socket.terminate();
  }

  pauseReading(): void {
    this.#socket.pause();
  }

  resumeReading(): void {
    this.#socket.resume();
  }
}

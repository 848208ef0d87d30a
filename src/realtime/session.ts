import type { Caller } from "../core/caller.ts";
import type { Socket } from "../ports/socket.ts";
import { CLOSE, type CloseCode } from "../protocol/errors.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Flusher } from "./flusher.ts";
import { Outbox } from "./outbox.ts";
import type { Subscription } from "./subscription.ts";

/** What is known of a connection before it says anything. */
export interface Peer {
  readonly ip: string;
  readonly userAgent: string;
}

/** One connection: who it is, the rooms it gets, and its way out. */
export class Session {
  readonly id: string;
  readonly peer: Peer;
  /** Milliseconds since the epoch. */
  readonly connectedAt: number;
  readonly outbox: Outbox;
  /** By room id. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Rooms that this connection itself is entering or leaving: it gets an answer instead of an event. */
  readonly awaiting = new Map<string, "entering" | "leaving">();
  /** The name that it is giving its user: of this one it gets an answer instead of an event. */
  renamingTo: string | undefined;
  /** Rooms where others were told that it is typing. */
  readonly typing = new Set<string>();
  readonly #socket: Socket;
  readonly #onAuthenticated: () => void;
  readonly #onClose: (session: Session) => void;
  /** Set once authenticated; replaced when the token is renewed or the user renamed. */
  caller: Caller | undefined;
  /** When the token ends, milliseconds since the epoch. */
  expiresAt = Number.POSITIVE_INFINITY;
  reauthenticateSent = false;
  /** Authenticated, and about to be told so: from now on it gets events. */
  ready = false;
  /** Counts changes of the user's memberships, for those who read them and act later. */
  membershipChanges = 0;
  /** Monotonic milliseconds. */
  readonly openedAt: number;
  lastHeardAt: number;
  closed = false;
  /** What it says from now on is not heard: its fate would be open. */
  deaf = false;
  /** The socket itself is closed, on both sides. */
  socketGone = false;

  readonly #malformedAt: number[] = [];

  constructor(options: {
    readonly id: string;
    readonly peer: Peer;
    readonly socket: Socket;
    readonly flusher: Flusher;
    readonly connectedAt: number;
    readonly monotonic: number;
    /** Once, when the connection has proved who it is. */
    readonly onAuthenticated: () => void;
    readonly onClose: (session: Session) => void;
  }) {
    this.id = options.id;
    this.peer = options.peer;
    this.connectedAt = options.connectedAt;
    this.openedAt = options.monotonic;
    this.lastHeardAt = options.monotonic;
    this.#socket = options.socket;
    this.#onAuthenticated = options.onAuthenticated;
    this.#onClose = options.onClose;
    this.outbox = new Outbox(options.socket, options.flusher, () => this.slow());
  }

  /** From the moment in which the answer to `authenticate` is made. */
  becomeReady(): void {
    if (this.ready) return;
    this.ready = true;
    this.#onAuthenticated();
  }

  /** Says what is left to say, then goodbye. Harmless when closed already. */
  close(code: CloseCode, reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.outbox.flush();
    this.#socket.close(code, reason);
    this.#onClose(this);
  }

  /** It takes too little, or lost what can't be sent again: it may come back and resume. */
  slow(): void {
    this.close(CLOSE.slowConsumer, "too slow");
  }

  isBehind(): boolean {
    for (const subscription of this.subscriptions.values()) {
      if (subscription.cursor !== undefined) return true;
    }
    return false;
  }

  /** The socket is gone by itself. */
  gone(): void {
    this.socketGone = true;
    if (this.closed) return;
    this.closed = true;
    this.#onClose(this);
  }

  stopHearing(): void {
    this.deaf = true;
  }

  /** Whether that was one too many in a minute. */
  countMalformed(now: number): boolean {
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

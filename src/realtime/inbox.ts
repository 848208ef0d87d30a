import type { Clock } from "../ports/clock.ts";
import type { SocketHandlers } from "../ports/socket.ts";
import type { Dispatcher } from "./dispatch.ts";
import type { Session } from "./session.ts";

/** Frames that may wait for an action of the same connection; beyond it nothing is read from the socket. */
const PAUSE_AT = 64;

/** Stands for a binary frame: whatever is in it, the answer is the same. */
const BINARY = Symbol("binary");
type Frame = string | typeof BINARY;

/** What the inboxes of all connections have in common. */
export interface InboxDeps {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
}

/** What comes from a socket. Its actions run one after another, in the order in which they came. */
export class Inbox implements SocketHandlers {
  readonly #session: Session;
  readonly #deps: InboxDeps;
  #waiting: Frame[] | undefined;
  /** When each of them came, monotonic. */
  #waitingSince: number[] | undefined;
  #busy = false;

  constructor(session: Session, deps: InboxDeps) {
    this.#session = session;
    this.#deps = deps;
  }

  message(text: string): void {
    this.#session.framesIn += 1;
    this.#receive(text);
  }

  binary(): void {
    this.#receive(BINARY);
  }

  pinged(): void {
    this.#session.lastHeardAt = this.#deps.clock.monotonic();
  }

  /** The pager asks the socket itself. */
  drain(): void {}

  closed(): void {
    this.#session.gone();
  }

  /** Runs an action of the server's own making before whatever the socket says. */
  run(action: () => Promise<void>): void {
    void this.#continue(action());
  }

  #receive(frame: Frame): void {
    const now = this.#deps.clock.monotonic();
    this.#session.lastHeardAt = now;
    if (this.#session.closed || this.#session.deaf) return;
    if (this.#busy) {
      this.#waiting ??= [];
      this.#waitingSince ??= [];
      this.#waiting.push(frame);
      this.#waitingSince.push(now);
      if (this.#waiting.length === PAUSE_AT) this.#session.pauseReading();
      return;
    }
    this.#session.receivedAt = now;
    const done = this.#dispatch(frame);
    if (done instanceof Promise) void this.#continue(done);
  }

  #dispatch(frame: Frame): void | Promise<void> {
    const { dispatcher } = this.#deps;
    if (frame === BINARY) return dispatcher.binary(this.#session);
    return dispatcher.receive(this.#session, frame);
  }

  async #continue(first: Promise<void>): Promise<void> {
    this.#busy = true;
    await first;
    for (;;) {
      const waiting = this.#waiting;
      if (waiting === undefined) break;
      const since = this.#waitingSince;
      this.#waiting = undefined;
      this.#waitingSince = undefined;
      if (waiting.length >= PAUSE_AT) this.#session.resumeReading();
      let index = 0;
      for (const frame of waiting) {
        if (this.#session.closed || this.#session.deaf) return;
        this.#session.receivedAt = since?.[index++] ?? this.#session.lastHeardAt;
        await this.#dispatch(frame);
      }
    }
    this.#busy = false;
  }
}

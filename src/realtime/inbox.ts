import type { Dispatcher } from "./dispatch.ts";
import type { Session } from "./session.ts";

/** Frames that may wait for an action of the same connection; beyond it nothing is read from the socket. */
const PAUSE_AT = 64;

/** Runs a connection's actions one after another, in the order in which they came. */
export class Inbox {
  readonly #session: Session;
  readonly #dispatcher: Dispatcher;
  #waiting: string[] = [];
  #busy = false;

  constructor(session: Session, dispatcher: Dispatcher) {
    this.#session = session;
    this.#dispatcher = dispatcher;
  }

  receive(text: string): void {
    if (this.#session.closed || this.#session.deaf) return;
    if (this.#busy) {
      this.#waiting.push(text);
      if (this.#waiting.length === PAUSE_AT) this.#session.pauseReading();
      return;
    }
    const done = this.#dispatcher.receive(this.#session, text);
    if (done instanceof Promise) void this.#continue(done);
  }

  /** Runs an action of the server's own making before whatever the socket says. */
  run(action: () => Promise<void>): void {
    void this.#continue(action());
  }

  async #continue(first: Promise<void>): Promise<void> {
    this.#busy = true;
    await first;
    for (;;) {
      const waiting = this.#waiting;
      this.#waiting = [];
      if (waiting.length >= PAUSE_AT) this.#session.resumeReading();
      if (waiting.length === 0) break;
      for (const text of waiting) {
        if (this.#session.closed || this.#session.deaf) return;
        await this.#dispatcher.receive(this.#session, text);
      }
    }
    this.#busy = false;
  }
}

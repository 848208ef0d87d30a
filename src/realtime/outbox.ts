import type { SharedFrame, Socket } from "../ports/socket.ts";
import type { ServerEvent } from "../protocol/events.ts";
import type { Flushable, Flusher } from "./flusher.ts";
import { sharedFrame } from "./frame.ts";

/** Above this, live entries stop and the socket is paged from its cursor as it drains (DESIGN §2.15). */
export const SLOW_BYTES = 1024 * 1024;
/** Above this it has to go at once: what is for this socket alone can't be paged. */
const HOPELESS_BYTES = 4 * SLOW_BYTES;

export interface OutboxOwner {
  /** The socket lost something that can't be sent again. */
  slow(): void;
}

/** What goes to one socket, in order. Events of one turn share a frame. */
export class Outbox implements Flushable {
  readonly #socket: Socket;
  readonly #flusher: Flusher;
  readonly #owner: OutboxOwner;
  #events: string[] | undefined;
  #frames = 0;

  constructor(socket: Socket, flusher: Flusher, owner: OutboxOwner) {
    this.#socket = socket;
    this.#flusher = flusher;
    this.#owner = owner;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes();
  }

  /** How many went out since this was last called. */
  takeFrames(): number {
    const frames = this.#frames;
    this.#frames = 0;
    return frames;
  }

  event(event: ServerEvent): void {
    this.json(JSON.stringify(event));
  }

  /** One event that is encoded already. */
  json(event: string): void {
    if (this.#events === undefined) {
      this.#events = [event];
      this.#flusher.outbox(this);
    } else {
      this.#events.push(event);
    }
  }

  /** Entries of a room. False when the socket is too slow for them now: nothing was sent. */
  frame(frame: SharedFrame): boolean {
    if (this.#socket.bufferedBytes() > SLOW_BYTES) return false;
    // What was said before must arrive before.
    this.flush();
    const isSent = this.#socket.send(frame);
    if (!isSent) return false;
    this.#frames += 1;
    this.#flusher.wrote(frame.text.length);
    return true;
  }

  flush(): void {
    if (this.#events === undefined) return;
    const frame = sharedFrame(this.#events);
    this.#events = undefined;
    this.#frames += 1;
    this.#flusher.wrote(frame.text.length);
    if (this.#socket.bufferedBytes() > HOPELESS_BYTES || !this.#socket.send(frame)) {
      this.#owner.slow();
    }
  }
}

import type { Meter } from "../core/stats/meter.ts";
import type { Clock } from "../ports/clock.ts";

export interface Flushable {
  flush(): void;
}

/**
 * Gathers what a turn of the event loop produced, so that it goes out as few frames (DESIGN §3).
 * Rooms go before single sockets: an entry is on its way before its ack is.
 */
export class Flusher {
  readonly #clock: Clock;
  readonly #meter: Meter;
  #rooms: Flushable[] = [];
  #outboxes: Flushable[] = [];
  #scheduled = false;

  constructor(clock: Clock, meter: Meter) {
    this.#clock = clock;
    this.#meter = meter;
  }

  /** So much went to a socket. */
  wrote(characters: number): void {
    this.#meter.bytesOut += characters;
  }

  /** Once per turn for each; the caller remembers that it is waiting. */
  room(room: Flushable): void {
    this.#rooms.push(room);
    this.#schedule();
  }

  outbox(outbox: Flushable): void {
    this.#outboxes.push(outbox);
    this.#schedule();
  }

  flush(): void {
    const rooms = this.#rooms;
    const outboxes = this.#outboxes;
    this.#rooms = [];
    this.#outboxes = [];
    for (const room of rooms) room.flush();
    for (const outbox of outboxes) outbox.flush();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.turnEnd(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}

import type { ServerEvent } from "../../src/protocol/events.ts";
import type { Coverage } from "./coverage.ts";
import type { MemoryRooms } from "./store/memory-rooms.ts";

const FRAMES = 64;

/** Looks at everything that goes over the wire, and writes down what no server should do. */
export class Witness {
  readonly mistakes: string[] = [];
  readonly #rooms: MemoryRooms;
  readonly #coverage: Coverage;
  /** How long after its effect a removal may still be delivered past. */
  readonly #revocationMs: number;
  /** The same for acks: what was accepted before is acked once a majority has it. */
  readonly #ackMs: number;
  /** The newest frames: each goes to many sockets. */
  readonly #parsed = new Map<string, readonly ServerEvent[]>();

  constructor(
    rooms: MemoryRooms,
    coverage: Coverage,
    { revocationMs, ackMs }: { readonly revocationMs: number; readonly ackMs: number },
  ) {
    this.#rooms = rooms;
    this.#coverage = coverage;
    this.#revocationMs = revocationMs;
    this.#ackMs = ackMs;
  }

  object(mistake: string): void {
    this.mistakes.push(mistake);
  }

  /** What a server hands to a socket, at the moment in which it does. */
  written(userId: string, text: string): void {
    for (const event of this.parse(text)) {
      if (!("room_id" in event) || !("seq" in event) || event.event === "read") continue;
      const outFor = this.#rooms.outFor(event.room_id, userId);
      if (outFor > (event.event === "ack" ? this.#ackMs : this.#revocationMs)) {
        const entry = `${event.event} ${event.room_id}/${event.seq}`;
        this.object(`${userId} was sent ${entry} ${Math.floor(outFor)} ms after its removal`);
      }
    }
  }

  received(event: ServerEvent): void {
    if (event.event === "reset") this.#coverage.note("reset");
    if (event.event === "room_removed") this.#coverage.note(`room removed: ${event.reason}`);
    if (event.event !== "error") return;
    this.#coverage.note(`error ${event.code}`);
    if (event.message === "You may not write here any more.") this.#coverage.note("withdrawn");
    if (event.code === "internal" || event.code === "bad_request") {
      this.object(`a client was told ${event.code}: ${event.message}`);
    }
  }

  parse(text: string): readonly ServerEvent[] {
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const events = JSON.parse(text) as ServerEvent[];
    this.#parsed.set(text, events);
    const [oldest] = this.#parsed.keys();
    if (this.#parsed.size > FRAMES && oldest !== undefined) this.#parsed.delete(oldest);
    return events;
  }
}

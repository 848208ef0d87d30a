import type { Socket } from "node:net";

/** What waits for its time is held here, so only so much of it is read in advance. */
const MAX_HELD_BYTES = 1 << 20;

/** Bytes on their way, or the end of them. */
interface Held {
  readonly due: number;
  readonly chunk: Buffer | undefined;
}

export interface TcpFlowOptions {
  /** Milliseconds that what arrives now takes to the other side. */
  readonly latencyMs: () => number;
  /** What arrives instead of these bytes; it may keep some back until more come. */
  readonly rewrite?: ((chunk: Buffer) => Buffer) | undefined;
}

/** One direction of a connection through a proxy: bytes in their order, each as late as it is told to be. */
export class TcpFlow {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #options: TcpFlowOptions;
  readonly #queue: Held[] = [];
  #bytes = 0;
  #frozen = false;
  #full = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: Socket, sink: Socket, options: TcpFlowOptions) {
    this.#source = source;
    this.#sink = sink;
    this.#options = options;
    source.on("data", (chunk: Buffer) => this.#hold(options.rewrite?.(chunk) ?? chunk));
    source.on("end", () => this.#hold(undefined));
    // One that was reset takes what it had sent along.
    source.on("close", (hadError) => {
      if (hadError || !source.readableEnded) sink.destroy();
    });
    sink.on("drain", () => {
      this.#full = false;
      this.#move();
    });
    sink.on("close", () => clearTimeout(this.#timer));
  }

  /** Not a byte more gets through. */
  freeze(): void {
    this.#frozen = true;
    this.#source.pause();
  }

  #hold(chunk: Buffer | undefined): void {
    // What is sooner than what went before still comes after it.
    const due = performance.now() + this.#options.latencyMs();
    this.#queue.push({ due: Math.max(due, this.#queue.at(-1)?.due ?? 0), chunk });
    this.#bytes += chunk?.length ?? 0;
    this.#move();
  }

  #move(): void {
    clearTimeout(this.#timer);
    if (this.#frozen) return;
    const now = performance.now();
    while (!this.#full) {
      const [head] = this.#queue;
      if (head === undefined) break;
      if (head.due > now) {
        this.#timer = setTimeout(() => this.#move(), head.due - now);
        break;
      }
      this.#queue.shift();
      this.#pass(head.chunk);
    }
    if (this.#bytes > MAX_HELD_BYTES) this.#source.pause();
    else this.#source.resume();
  }

  #pass(chunk: Buffer | undefined): void {
    if (chunk === undefined) {
      this.#sink.end();
      return;
    }
    this.#bytes -= chunk.length;
    if (this.#sink.writable) this.#full = !this.#sink.write(chunk);
  }
}

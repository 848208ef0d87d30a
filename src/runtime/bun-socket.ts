import type { OpenSocket, SharedFrame } from "../ports/socket.ts";
import type { BunWebSocket } from "./bun-api.ts";
import { PeerSocket, type SocketContext } from "./peer-socket.ts";

const OPEN = 1;
const DROPPED = 0;
const BACKPRESSURE = -1;

/** A socket of Bun.serve, which frames text by itself: faster than any frame made here. */
export class BunSocket extends PeerSocket<string> {
  #open: OpenSocket | undefined;
  #ws: BunWebSocket<BunSocket> | undefined;
  /** Asking Bun for what it holds is a call out of JavaScript: only while there can be something. */
  #congested = false;

  constructor(context: SocketContext, open: OpenSocket) {
    super(context);
    this.#open = open;
  }

  pause(): void {
    this.#ws?.pause();
  }

  resume(): void {
    this.#ws?.resume();
  }

  onOpen(ws: BunWebSocket<BunSocket>): void {
    const open = this.#open;
    this.#ws = ws;
    this.#open = undefined;
    if (open !== undefined) this.opened(open);
  }

  onMessage(message: string | Uint8Array): void {
    if (typeof message === "string") this.received(message);
    else this.receivedBinary();
  }

  onPing(): void {
    this.receivedPing();
  }

  onDrain(): void {
    this.#congested = this.unsentBytes() > 0;
    this.drained();
  }

  onClose(code: number): void {
    this.ended(code);
  }

  protected override isOpen(): boolean {
    return this.#ws?.readyState === OPEN;
  }

  protected override wireOf(frame: SharedFrame | string): string {
    return typeof frame === "string" ? frame : frame.text;
  }

  protected override unsentBytes(): number {
    return this.#congested ? (this.#ws?.getBufferedAmount() ?? 0) : 0;
  }

  protected override write(wires: readonly string[]): void {
    const ws = this.#ws;
    if (ws === undefined) return;
    const [only] = wires;
    if (wires.length === 1 && only !== undefined) {
      this.#write(ws, only);
      return;
    }
    ws.cork(() => {
      for (const wire of wires) this.#write(ws, wire);
    });
  }

  protected override startClose(code: number, reason: string): void {
    this.#ws?.close(code, reason);
  }

  protected override cut(): void {
    this.#ws?.terminate();
  }

  #write(ws: BunWebSocket<BunSocket>, text: string): void {
    const result = ws.sendText(text);
    if (result === BACKPRESSURE) this.#congested = true;
    // What follows a lost frame must not arrive: the peer would not see that there is a gap.
    else if (result === DROPPED && text !== "") this.terminate();
  }
}

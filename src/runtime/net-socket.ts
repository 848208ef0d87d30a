import type { Buffer } from "node:buffer";
import type { Socket as NetStream } from "node:net";
import { WebSocket } from "ws";
import type { OpenSocket, SharedFrame } from "../ports/socket.ts";
import { PeerSocket, type SocketContext } from "./peer-socket.ts";
import { wireOf } from "./text-frame.ts";

const POLICY_VIOLATION = 1008;
const MESSAGE_TOO_BIG = 1009;

/** The `ws` end of a connection, which reads frames and keeps the protocol's state. */
export class PeerWebSocket extends WebSocket {
  peer: NetSocket | undefined;

  /** Called by `ws` too: it answers what breaks the protocol, and the peer's own close. */
  override close(code?: number, reason?: string): void {
    // What was said before the close frame goes before it.
    this.peer?.writeTurn();
    // Its own 1008, which alone comes without a reason, means too many fragments, or pieces of one: too big.
    const tooBig = code === POLICY_VIOLATION && reason === undefined;
    super.close(tooBig ? MESSAGE_TOO_BIG : code, reason);
  }
}

const peerOf = (ws: WebSocket): NetSocket | undefined =>
  ws instanceof PeerWebSocket ? ws.peer : undefined;

// Shared by all connections: a listener finds its socket through `this`.
function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  peerOf(this)?.onMessage(data as Buffer, isBinary);
}
function onPing(this: WebSocket): void {
  peerOf(this)?.onPing();
}
function onClose(this: WebSocket, code: number): void {
  peerOf(this)?.onClose(code);
}
/** What went wrong shows in the close code; without a listener it would be thrown. */
function onError(): void {}

/**
 * A socket over `ws`. Frames are written to the TCP stream beneath it, already encoded: that is sound
 * because without permessage-deflate `ws` itself writes each frame at once and whole, and keeps no queue.
 */
export class NetSocket extends PeerSocket<Buffer> {
  readonly #ws: PeerWebSocket;
  readonly #stream: NetStream;
  #awaitsDrain = false;

  constructor(context: SocketContext, ws: PeerWebSocket, stream: NetStream, open: OpenSocket) {
    super(context);
    this.#ws = ws;
    this.#stream = stream;
    ws.peer = this;
    ws.on("message", onMessage);
    ws.on("ping", onPing);
    ws.on("close", onClose);
    ws.on("error", onError);
    this.opened(open);
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    if (isBinary) this.receivedBinary();
    else this.received(data.toString());
  }

  onPing(): void {
    this.receivedPing();
  }

  onClose(code: number): void {
    this.#ws.peer = undefined;
    this.ended(code);
  }

  protected override isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  protected override wireOf(frame: SharedFrame | string): Buffer {
    return wireOf(frame);
  }

  protected override unsentBytes(): number {
    return this.#stream.writableLength;
  }

  protected override write(wires: readonly Buffer[]): void {
    let room = true;
    if (wires.length > 1) this.#stream.cork();
    for (const wire of wires) room = this.#stream.write(wire);
    if (wires.length > 1) this.#stream.uncork();
    if (room || this.#awaitsDrain) return;
    // Rare enough for a closure.
    this.#awaitsDrain = true;
    this.#stream.once("drain", () => {
      this.#awaitsDrain = false;
      this.drained();
    });
  }

  protected override startClose(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  protected override cut(): void {
    this.#ws.terminate();
  }
}

import type { RuntimeStage } from "../ports/runtime.ts";
import type { OpenSocket, SharedFrame, Socket, SocketHandlers } from "../ports/socket.ts";
import { atTurnEnd, type TurnWriter } from "./turn-queue.ts";

/** What all sockets of a server have in common; one object for all of them. */
export interface SocketContext {
  readonly report: (stage: RuntimeStage, error: unknown) => void;
  readonly unsentBytes: number;
  /** Those that are open, to be cut off when the server closes. */
  readonly sockets: Set<Socket>;
}

const INTERNAL_ERROR = 1011;

/** Stands in before there are handlers and after they were told of the end. */
const DEAF: SocketHandlers = { message() {}, binary() {}, pinged() {}, drain() {}, closed() {} };

/**
 * The part of a socket that is the same on every runtime: gathering a turn's frames, and keeping the
 * handlers' errors inside. One object a connection and no closures, as ten thousand of them stay.
 *
 * @typeParam Wire what the runtime writes: bytes, or text where it frames the message itself
 */
export abstract class PeerSocket<Wire extends { readonly length: number }>
  implements Socket, TurnWriter
{
  readonly #context: SocketContext;
  #handlers: SocketHandlers = DEAF;
  #closing = false;
  #queue: Wire[] | undefined;
  #queuedBytes = 0;

  constructor(context: SocketContext) {
    this.#context = context;
  }

  abstract pause(): void;
  abstract resume(): void;
  /** Whether a frame written now would still be part of the conversation. */
  protected abstract isOpen(): boolean;
  protected abstract wireOf(frame: SharedFrame | string): Wire;
  /** Bytes the runtime holds because the kernel wouldn't take them. */
  protected abstract unsentBytes(): number;
  /** Writes all of them with one system call, if the kernel has room. */
  protected abstract write(wires: readonly Wire[]): void;
  protected abstract startClose(code: number, reason: string): void;
  protected abstract cut(): void;

  send(frame: SharedFrame | string): boolean {
    if (this.#closing || !this.isOpen()) return false;
    const wire = this.wireOf(frame);
    if (this.bufferedBytes() + wire.length > this.#context.unsentBytes) return false;
    this.#queuedBytes += wire.length;
    if (this.#queue === undefined) {
      this.#queue = [wire];
      atTurnEnd(this);
    } else {
      this.#queue.push(wire);
    }
    return true;
  }

  bufferedBytes(): number {
    return this.unsentBytes() + this.#queuedBytes;
  }

  writeTurn(): void {
    const wires = this.#queue;
    if (wires === undefined) return;
    this.#queue = undefined;
    this.#queuedBytes = 0;
    // The peer may have closed since; a frame after a close frame would break the protocol.
    if (this.isOpen()) this.write(wires);
  }

  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.writeTurn();
    this.#closing = true;
    this.startClose(code, reason);
  }

  terminate(): void {
    this.#closing = true;
    this.#queue = undefined;
    this.cut();
  }

  protected opened(open: OpenSocket): void {
    this.#context.sockets.add(this);
    try {
      this.#handlers = open(this);
    } catch (error) {
      this.#failed("open", error);
    }
  }

  protected received(text: string): void {
    if (this.#closing) return;
    try {
      this.#handlers.message(text);
    } catch (error) {
      this.#failed("message", error);
    }
  }

  protected receivedBinary(): void {
    if (this.#closing) return;
    try {
      this.#handlers.binary();
    } catch (error) {
      this.#failed("message", error);
    }
  }

  protected receivedPing(): void {
    if (this.#closing) return;
    try {
      this.#handlers.pinged();
    } catch (error) {
      this.#failed("message", error);
    }
  }

  protected drained(): void {
    if (this.#closing) return;
    try {
      this.#handlers.drain();
    } catch (error) {
      this.#failed("drain", error);
    }
  }

  protected ended(code: number): void {
    const handlers = this.#handlers;
    this.#closing = true;
    this.#handlers = DEAF;
    this.#queue = undefined;
    this.#context.sockets.delete(this);
    try {
      handlers.closed(code);
    } catch (error) {
      this.#context.report("closed", error);
    }
  }

  #failed(stage: RuntimeStage, error: unknown): void {
    this.#context.report(stage, error);
    this.close(INTERNAL_ERROR, "internal error");
  }
}

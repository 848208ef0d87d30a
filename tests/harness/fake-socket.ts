import type { SharedFrame, Socket } from "../../src/ports/socket.ts";
import type { ServerEvent } from "../../src/protocol/events.ts";

/** A socket whose peer reads when a test says so. */
export class FakeSocket implements Socket {
  readonly sent: (SharedFrame | string)[] = [];
  /** As it may be said to a peer that has left. */
  refusing = false;
  /** Keeps what is sent, until `drain`. */
  stuck = false;
  paused = false;
  terminated = false;
  closedWith: { readonly code: number; readonly reason: string } | undefined;
  #buffered = 0;

  send(frame: SharedFrame | string): boolean {
    if (this.refusing || this.closedWith !== undefined) return false;
    this.sent.push(frame);
    if (this.stuck) this.#buffered += textOf(frame).length;
    return true;
  }

  bufferedBytes(): number {
    return this.#buffered;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  close(code: number, reason: string): void {
    this.closedWith = { code, reason };
  }

  terminate(): void {
    this.terminated = true;
  }

  /** Its peer takes nothing, and so much is on its way. */
  stick(bytes: number): void {
    this.stuck = true;
    this.#buffered = bytes;
  }

  /** Its peer has read everything. */
  drain(): void {
    this.stuck = false;
    this.#buffered = 0;
  }

  /** Frame by frame. */
  get frames(): readonly (readonly ServerEvent[])[] {
    return this.sent.map((frame) => JSON.parse(textOf(frame)) as ServerEvent[]);
  }

  get events(): readonly ServerEvent[] {
    return this.frames.flat();
  }
}

const textOf = (frame: SharedFrame | string): string =>
  typeof frame === "string" ? frame : frame.text;

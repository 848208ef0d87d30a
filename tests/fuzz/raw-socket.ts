import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { ServerEvent } from "../../src/protocol/events.ts";
import { OPCODE, parseFrame, type ServerFrame, text } from "../runtime/raw-frame.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** A WebSocket on bare TCP: writes whatever bytes it is given, and reads what comes back. */
export class RawSocket {
  readonly #socket: Socket;
  #rest = Buffer.alloc(0);
  #upgraded = false;
  #closed = false;
  closeCode = 0;
  onEvent: (event: ServerEvent) => void = () => {};

  private constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.setNoDelay();
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("error", () => {}); // resets are an answer too
    this.#socket.on("close", () => {
      this.#closed = true;
    });
  }

  static async open(port: number): Promise<RawSocket> {
    const raw = new RawSocket(port);
    await once(raw.#socket, "connect");
    raw.#socket.write(
      `GET /api/ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    return raw;
  }

  get closed(): boolean {
    return this.#closed;
  }

  write(bytes: Buffer): void {
    if (!this.#closed) this.#socket.write(bytes);
  }

  send(action: object): void {
    this.write(text(JSON.stringify(action)));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (!this.#upgraded) {
      const end = this.#rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.#upgraded = true;
      this.#rest = this.#rest.subarray(end + 4);
    }
    for (;;) {
      const found = parseFrame(this.#rest);
      if (found === undefined) return;
      this.#rest = this.#rest.subarray(found.size);
      this.#take(found.frame);
    }
  }

  #take({ opcode, payload }: ServerFrame): void {
    if (opcode === OPCODE.close && payload.length >= 2) this.closeCode = payload.readUInt16BE(0);
    if (opcode !== OPCODE.text) return;
    for (const event of JSON.parse(payload.toString()) as ServerEvent[]) this.onEvent(event);
  }
}

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { ServerEvent } from "../../src/protocol/events.ts";
import { encode } from "./frames.ts";

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
    this.write(encode(Buffer.from(JSON.stringify(action))));
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
      const end = this.#frame(this.#rest);
      if (end === 0) return;
      this.#rest = this.#rest.subarray(end);
    }
  }

  /** Takes the frame at the front; answers its length, or 0 while it is incomplete. */
  #frame(bytes: Buffer): number {
    if (bytes.length < 2) return 0;
    let size = (bytes[1] ?? 0) & 0x7f;
    const head = { 126: 4, 127: 10 }[size] ?? 2;
    if (bytes.length < head) return 0;
    if (head === 4) size = bytes.readUInt16BE(2);
    if (head === 10) size = bytes.readUInt32BE(6);
    if (bytes.length < head + size) return 0;
    const payload = bytes.subarray(head, head + size);
    const opcode = (bytes[0] ?? 0) & 0xf;
    if (opcode === 8 && size >= 2) this.closeCode = payload.readUInt16BE(0);
    if (opcode === 1) {
      for (const event of JSON.parse(payload.toString()) as ServerEvent[]) this.onEvent(event);
    }
    return head + size;
  }
}

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { OPCODE, parseFrame, type ServerFrame } from "./raw-frame.ts";

const HANDSHAKE = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Much more than anything takes; nothing is measured by it. */
const DEADLINE_MS = 60_000;

/** One TCP connection; what arrives is kept as it came. */
export class RawConnection {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  /** The server ended or reset the connection. */
  ended = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.#wake();
    });
    for (const event of ["end", "close", "error"]) {
      socket.on(event, () => {
        this.ended = true;
        this.#wake();
      });
    }
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  /** Waits until what has arrived makes `look` answer something. */
  async until<T>(what: string, look: () => T | undefined, deadlineMs = DEADLINE_MS): Promise<T> {
    const deadline = performance.now() + deadlineMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = deadline - performance.now();
      if (left <= 0) {
        throw new Error(`${what}: not within ${deadlineMs} ms, but ${this.received.length} bytes`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Waits for the server to end the connection. */
  async end(deadlineMs?: number): Promise<void> {
    await this.until("the end of the connection", () => this.ended || undefined, deadlineMs);
  }

  /** Sends a request and answers the head of the response, its body left in `received`. */
  async request(
    path: string,
    headers: Record<string, string>,
    method = "GET",
    body = "",
  ): Promise<string> {
    const lines = Object.entries({ Host: "127.0.0.1", ...headers }).map(([k, v]) => `${k}: ${v}`);
    this.socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
    return await this.head();
  }

  async head(deadlineMs?: number): Promise<string> {
    const end = await this.until(
      "the head of a response",
      () => {
        const at = this.received.indexOf("\r\n\r\n");
        if (at >= 0) return at;
        if (this.ended) throw new Error(`ended after "${this.received.toString("latin1")}"`);
        return undefined;
      },
      deadlineMs,
    );
    const head = this.received.subarray(0, end).toString("latin1");
    this.received = this.received.subarray(end + 4);
    return head;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** A WebSocket whose frames the test makes and reads itself. */
export class RawWebSocket {
  readonly connection: RawConnection;

  private constructor(connection: RawConnection) {
    this.connection = connection;
  }

  static async open(port: number, headers: Record<string, string> = {}): Promise<RawWebSocket> {
    const connection = await RawConnection.open(port);
    const head = await connection.request("/api/ws", { ...HANDSHAKE, ...headers });
    if (!head.startsWith("HTTP/1.1 101")) throw new Error(head);
    return new RawWebSocket(connection);
  }

  /** In one packet, as far as that can be had. */
  send(...frames: readonly Uint8Array[]): void {
    this.connection.socket.write(Buffer.concat(frames));
  }

  /** In pieces of so many bytes, each its own packet. */
  async sendInPieces(size: number, ...frames: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(frames);
    for (let at = 0; at < bytes.length; at += size) {
      this.connection.socket.write(bytes.subarray(at, at + size));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The next frame, or undefined at the end of the connection. */
  async next(deadlineMs?: number): Promise<ServerFrame | undefined> {
    const found = await this.connection.until(
      "a frame or the end",
      () => parseFrame(this.connection.received) ?? (this.connection.ended ? null : undefined),
      deadlineMs,
    );
    if (found === null) return undefined;
    this.connection.received = this.connection.received.subarray(found.size);
    return found.frame;
  }

  async nextText(): Promise<string | undefined> {
    const frame = await this.next();
    if (frame !== undefined && frame.opcode !== OPCODE.text) {
      throw new Error(`opcode ${frame.opcode}: ${frame.payload.toString()}`);
    }
    return frame?.payload.toString();
  }

  /** All that comes until the server ends the connection. */
  async rest(): Promise<ServerFrame[]> {
    const frames: ServerFrame[] = [];
    for (let frame = await this.next(); frame !== undefined; frame = await this.next()) {
      frames.push(frame);
    }
    return frames;
  }

  [Symbol.dispose](): void {
    this.connection[Symbol.dispose]();
  }
}

/** The code of a close frame; 1005 for one without. */
export const closeCode = (frame: ServerFrame | undefined): number | undefined => {
  if (frame?.opcode !== OPCODE.close) return undefined;
  return frame.payload.length === 0 ? 1005 : frame.payload.readUInt16BE(0);
};

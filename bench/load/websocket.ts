import { connect, type Socket as NetSocket } from "node:net";

/** What reads a socket's messages: `bytes` is shared, and holds the payload from `start` to `end`. */
export type Reader = (socket: LoadSocket, bytes: Buffer, start: number, end: number) => void;

export interface Endpoint {
  readonly port: number;
  readonly path: string;
  readonly protocol?: string;
}

const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const HEADERS_END = Buffer.from("\r\n\r\n");
const HANDSHAKE_KEY = "Y3Jvc3N0YWxrLWJlbmNoLQ==";

/** All sockets read into this: a read and its callback happen in one go, one socket at a time. */
const shared = Buffer.allocUnsafeSlow(512 * 1024);

/** A client's frame, masked with zeros: the server unmasks as ever, and the load generator need not. */
export const frame = (payload: string, opcode = TEXT): Buffer => {
  const length = Buffer.byteLength(payload);
  const extended = length < 126 ? 0 : 2;
  const bytes = Buffer.alloc(6 + extended + length);
  bytes[0] = 0x80 | opcode;
  if (extended === 0) bytes[1] = 0x80 | length;
  else {
    bytes[1] = 0x80 | 126;
    bytes.writeUInt16BE(length, 2);
  }
  bytes.write(payload, 6 + extended);
  return bytes;
};

/** By the 7-bit length: how long the head of an unmasked frame is. */
const HEAD_BYTES: Readonly<Record<number, number>> = { 126: 4, 127: 10 };

const payloadLength = (bytes: Buffer, at: number, head: number): number => {
  if (head === 2) return (bytes[at + 1] ?? 0) & 0x7f;
  return head === 4 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
};

const PONG = frame("", 0xa);

/**
 * A WebSocket client that does the least that the protocol allows, so that one process can load a
 * server with thousands of them: no events, no copies of whole frames, no parsing.
 */
export class LoadSocket {
  reader: Reader;
  closed = false;
  closeCode = 0;
  bytesRead = 0;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly ended: Promise<void>;
  readonly #net: NetSocket;
  /** The beginning of a frame whose end has not come. */
  #rest: Buffer | undefined;
  #upgraded = false;
  readonly #onOpen: (error?: Error) => void;

  private constructor(endpoint: Endpoint, reader: Reader, onOpen: (error?: Error) => void) {
    this.reader = reader;
    this.#onOpen = onOpen;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    const { port, path, protocol } = endpoint;
    this.#net = connect({
      host: "127.0.0.1",
      port,
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length, bytes) => {
          this.#read(bytes as Buffer, length);
          return true;
        },
      },
    });
    this.#net.on("connect", () => {
      this.#net.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${HANDSHAKE_KEY}\r\nSec-WebSocket-Version: 13\r\n` +
          `${protocol === undefined ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`}\r\n`,
      );
    });
    this.#net.on("error", (error) => this.#onOpen(error));
    this.#net.on("close", () => {
      this.closed = true;
      this.#onOpen(new Error("closed during the handshake"));
      resolve();
    });
  }

  static open(endpoint: Endpoint, reader: Reader): Promise<LoadSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<LoadSocket>();
    const socket = new LoadSocket(endpoint, reader, (error) => {
      if (error === undefined) resolve(socket);
      else reject(error); // no effect once it is open
    });
    return promise;
  }

  write(frames: Buffer): void {
    this.#net.write(frames);
  }

  /** Ends the connection without waiting for the server. */
  destroy(): Promise<void> {
    this.#net.destroy();
    return this.ended;
  }

  #read(bytes: Buffer, length: number): void {
    this.bytesRead += length;
    if (this.#rest === undefined && this.#upgraded) {
      this.#keep(bytes, this.#frames(bytes, length), length);
      return;
    }
    const all =
      this.#rest === undefined
        ? Buffer.from(bytes.subarray(0, length))
        : Buffer.concat([this.#rest, bytes.subarray(0, length)]);
    this.#rest = undefined;
    const start = this.#upgraded ? 0 : this.#handshake(all);
    if (start < 0) this.#rest = all;
    else {
      const body = start === 0 ? all : all.subarray(start);
      this.#keep(body, this.#frames(body, body.length), body.length);
    }
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    this.#rest = from < to ? Buffer.from(bytes.subarray(from, to)) : undefined;
  }

  /** Where the frames begin, or -1 while the answer is incomplete. */
  #handshake(bytes: Buffer): number {
    const end = bytes.indexOf(HEADERS_END);
    if (end < 0) return -1;
    const head = bytes.toString("latin1", 0, end);
    if (!head.startsWith("HTTP/1.1 101")) {
      this.#onOpen(new Error(`not upgraded: ${head.split("\r\n")[0]}`));
      this.#net.destroy();
      return bytes.length;
    }
    this.#upgraded = true;
    this.#onOpen();
    return end + 4;
  }

  /** Hands on every whole frame; answers how far it came. */
  #frames(bytes: Buffer, length: number): number {
    let at = 0;
    while (length - at >= 2) {
      const head = HEAD_BYTES[(bytes[at + 1] ?? 0) & 0x7f] ?? 2;
      if (length - at < head) break;
      const start = at + head;
      const end = start + payloadLength(bytes, at, head);
      if (end > length) break;
      this.#message((bytes[at] ?? 0) & 0xf, bytes, start, end);
      at = end;
    }
    return at;
  }

  #message(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === TEXT) this.reader(this, bytes, start, end);
    else if (opcode === PING) this.write(PONG);
    else if (opcode === CLOSE && end - start >= 2) this.closeCode = bytes.readUInt16BE(start);
  }
}

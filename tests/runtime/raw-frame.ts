import { randomBytes } from "node:crypto";

export const OPCODE = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

export interface FrameFields {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  /** True unless given. */
  readonly fin?: boolean;
  /** The three reserved bits as a number. */
  readonly rsv?: number;
  /** True unless given: clients have to mask (RFC 6455 §5.1). */
  readonly masked?: boolean;
}

const lengthOf = (length: number): Buffer => {
  if (length < 126) return Buffer.from([length]);
  if (length < 0x1_0000) return Buffer.from([126, length >> 8, length & 0xff]);
  const wide = Buffer.alloc(9, 127);
  wide.writeBigUInt64BE(BigInt(length), 1);
  return wide;
};

/** One frame as a client sends it, right or wrong. */
export const clientFrame = (fields: FrameFields): Buffer => {
  const { opcode, payload = "", fin = true, rsv = 0, masked = true } = fields;
  const data = Buffer.from(payload);
  const length = lengthOf(data.length);
  const first = Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode]);
  if (!masked) return Buffer.concat([first, length, data]);
  length[0] = (length[0] ?? 0) | 0x80;
  const mask = randomBytes(4);
  return Buffer.concat([first, length, mask, data.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
};

export const text = (payload: Uint8Array | string, fin = true): Buffer =>
  clientFrame({ opcode: OPCODE.text, payload, fin });

export const continuation = (payload: Uint8Array | string, fin = true): Buffer =>
  clientFrame({ opcode: OPCODE.continuation, payload, fin });

export const ping = (payload: Uint8Array | string = ""): Buffer =>
  clientFrame({ opcode: OPCODE.ping, payload });

export const pong = (payload: Uint8Array | string = ""): Buffer =>
  clientFrame({ opcode: OPCODE.pong, payload });

export const closePayload = (code: number, reason: Uint8Array | string = ""): Buffer =>
  Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);

export const close = (code: number, reason: Uint8Array | string = ""): Buffer =>
  clientFrame({ opcode: OPCODE.close, payload: closePayload(code, reason) });

/** A text message in as many frames as there are parts. */
export const fragments = (parts: readonly (Uint8Array | string)[]): Buffer[] =>
  parts.map((part, i) =>
    clientFrame({
      opcode: i === 0 ? OPCODE.text : OPCODE.continuation,
      payload: part,
      fin: i === parts.length - 1,
    }),
  );

export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The first whole frame of what a server sent, and how many bytes it took; undefined while incomplete. */
export const parseFrame = (bytes: Buffer): { frame: ServerFrame; size: number } | undefined => {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if ((first & 0xf0) !== 0x80) throw new Error(`a fragment or reserved bits: ${first}`);
  if (second > 127) throw new Error("a server must not mask");
  let header = 2;
  let length = second;
  if (second === 126) header = 4;
  if (second === 127) header = 10;
  if (bytes.length < header) return undefined;
  if (header === 4) length = bytes.readUInt16BE(2);
  if (header === 10) length = Number(bytes.readBigUInt64BE(2));
  if (bytes.length < header + length) return undefined;
  return {
    frame: { opcode: first & 0x0f, payload: Buffer.from(bytes.subarray(header, header + length)) },
    size: header + length,
  };
};

import { Buffer } from "node:buffer";
import type { SharedFrame } from "../ports/socket.ts";

/** FIN and opcode 1: a whole text message (RFC 6455 §5.2). */
const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

const headerBytes = (length: number): number => {
  if (length < LENGTH_16) return 2;
  return length < 0x1_0000 ? 4 : 10;
};

/** A server's text message as it goes over the wire: header and payload in one buffer, unmasked. */
export const encodeText = (text: string): Buffer => {
  const length = Buffer.byteLength(text);
  const header = headerBytes(length);
  const wire = Buffer.allocUnsafe(header + length);
  wire[0] = FINAL_TEXT;
  if (header === 2) {
    wire[1] = length;
  } else if (header === 4) {
    wire[1] = LENGTH_16;
    wire.writeUInt16BE(length, 2);
  } else {
    wire[1] = LENGTH_64;
    wire.writeBigUInt64BE(BigInt(length), 2);
  }
  wire.write(text, header);
  return wire;
};

/** The wire form of a frame, made by the first socket that sends it. */
export const wireOf = (frame: SharedFrame | string): Buffer => {
  if (typeof frame === "string") return encodeText(frame);
  if (frame.wire instanceof Buffer) return frame.wire;
  const wire = encodeText(frame.text);
  frame.wire = wire;
  return wire;
};

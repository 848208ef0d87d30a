/** A conversation of frames with the echo server: what is sent, and all that comes back. */
export interface FramingCase {
  readonly name: string;
  readonly send: readonly Buffer[];
  /** Bytes a packet; all in one unless given. */
  readonly pieces?: number;
  /** The messages that come back. */
  readonly texts?: readonly string[];
  readonly pongs?: readonly string[];
  /** What the server closes with by itself; unless given the client closes with 1000 and hears it back. */
  readonly close?: number;
  /** The test sends its own close frame. */
  readonly closes?: true;
}

/** What a message may have. */
export const KIB_64 = 65_536;
export const hex = (bytes: string): Buffer => Buffer.from(bytes.replaceAll(" ", ""), "hex");
export const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const broken = (name: string, send: readonly Buffer[], code = 1002): FramingCase => ({
  name,
  send,
  close: code,
});

import { broken, type FramingCase, hex, KIB_64, times } from "./framing-case.ts";
import { fragments, pong, text } from "./raw-frame.ts";

/** A message cut into parts of so many bytes. */
const cut = (message: string, size: number): string[] =>
  times(Math.ceil(message.length / size), (i) => message.slice(i * size, (i + 1) * size));

/** Case groups 9 and 10 of the Autobahn test suite, for messages of 64 KiB. */
export const limits: FramingCase[] = [
  broken("9 one byte above 64 KiB", [text("*".repeat(KIB_64 + 1))], 1009),
  broken(
    "9 a length of 1 MiB, and nothing yet of it",
    [text("*".repeat(1 << 20)).subarray(0, 20)],
    1009,
  ),
  broken(
    "9 a length of 2^63 − 1",
    [Buffer.concat([hex("81ff7fffffffffffffff"), Buffer.alloc(4)])],
    1009,
  ),
  broken("9 above 64 KiB in fragments", fragments(cut("*".repeat(KIB_64 + 1), 4_096)), 1009),
  broken(
    "9 above 64 KiB in fragments with pings among them",
    fragments(cut("*".repeat(KIB_64 + 1), 16_384)).flatMap((frame) => [frame, pong()]),
    1009,
  ),
  {
    name: "9.3 64 KiB in fragments of 1 KiB",
    send: fragments(cut("*".repeat(KIB_64), 1_024)),
    texts: ["*".repeat(KIB_64)],
  },
  {
    name: "9.5 64 KiB in packets of 64 bytes",
    send: [text("*".repeat(KIB_64))],
    pieces: 64 + 8,
    texts: ["*".repeat(KIB_64)],
  },
  {
    name: "10.1.1 64 KiB in fragments of 1,300 bytes",
    send: fragments(cut("*".repeat(KIB_64), 1_300)),
    texts: ["*".repeat(KIB_64)],
  },
];

/** The limit of fragments; apart, as not every runtime counts them. */
export const fragmentLimit: FramingCase[] = [
  {
    name: "64 fragments of one byte",
    send: fragments(times(64, () => "*")),
    texts: ["*".repeat(64)],
  },
  broken("65 fragments of one byte", fragments(times(65, () => "*")), 1009),
  broken("65 empty fragments", fragments(times(65, () => "")), 1009),
  broken("65 fragments, and no last one", fragments(times(66, () => "*")).slice(0, 65), 1009),
];

/** Where they aren't counted, what they hold still is. */
export const fragmentsUncounted: FramingCase[] = [
  {
    name: "a thousand fragments of one byte",
    send: fragments(times(1_000, () => "*")),
    texts: ["*".repeat(1_000)],
  },
  broken("above 64 KiB in fragments of 16 bytes", fragments(cut("*".repeat(KIB_64 + 1), 16)), 1009),
];

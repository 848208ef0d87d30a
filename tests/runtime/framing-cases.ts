/**
 * The case groups 1–7, 9 and 10 of the Autobahn test suite (https://github.com/crossbario/autobahn-testsuite),
 * against a server that echoes text, answers "binary" to a binary message, and takes messages of 64 KiB.
 */
import { broken, type FramingCase, hex, KIB_64, times } from "./framing-case.ts";
import { limits } from "./framing-limits.ts";
import { utf8 } from "./framing-utf8.ts";
import {
  clientFrame,
  close,
  closePayload,
  continuation,
  fragments,
  OPCODE,
  ping,
  pong,
  text,
} from "./raw-frame.ts";

const SIZES = [0, 125, 126, 127, 128, 65_535, KIB_64];

const messages: FramingCase[] = [
  ...SIZES.map((size, i) => ({
    name: `1.1.${i + 1} text of ${size} bytes`,
    send: [text("*".repeat(size))],
    texts: ["*".repeat(size)],
  })),
  {
    name: "1.1.8 text of 64 KiB in packets of 997 bytes",
    send: [text("*".repeat(KIB_64))],
    pieces: 997,
    texts: ["*".repeat(KIB_64)],
  },
  ...SIZES.map((size, i) => ({
    name: `1.2.${i + 1} binary of ${size} bytes`,
    send: [clientFrame({ opcode: OPCODE.binary, payload: Buffer.alloc(size, 0xfe) })],
    texts: ["binary"],
  })),
  {
    name: "1.2.8 binary of 64 KiB in packets of 997 bytes",
    send: [clientFrame({ opcode: OPCODE.binary, payload: Buffer.alloc(KIB_64, 0xfe) })],
    pieces: 997,
    texts: ["binary"],
  },
  broken("RFC 6455 §5.1: a frame that isn't masked", [
    clientFrame({ opcode: OPCODE.text, payload: "hello", masked: false }),
  ]),
];

const pings: FramingCase[] = [
  { name: "2.1 without payload", send: [ping()], pongs: [""] },
  { name: "2.2 with text", send: [ping("Hello, world!")], pongs: ["Hello, world!"] },
  {
    name: "2.3 with bytes that are no text",
    send: [ping(hex("00fffefdfcfb00ff"))],
    pongs: [hex("00fffefdfcfb00ff").toString("latin1")],
  },
  {
    name: "2.4 of 125 bytes",
    send: [ping(Buffer.alloc(125, 0xfe))],
    pongs: [Buffer.alloc(125, 0xfe).toString("latin1")],
  },
  broken("2.5 of 126 bytes", [ping(Buffer.alloc(126, 0xfe))]),
  {
    name: "2.6 of 125 bytes, byte by byte",
    send: [ping(Buffer.alloc(125, 0xfe))],
    pieces: 1,
    pongs: [Buffer.alloc(125, 0xfe).toString("latin1")],
  },
  { name: "2.7 a pong nobody asked for", send: [pong()] },
  { name: "2.8 a pong with payload nobody asked for", send: [pong("unsolicited")] },
  {
    name: "2.9 such a pong, then a ping",
    send: [pong("unsolicited"), ping("payload")],
    pongs: ["payload"],
  },
  {
    name: "2.10 ten pings",
    send: times(10, (i) => ping(`payload-${i}`)),
    pongs: times(10, (i) => `payload-${i}`),
  },
  {
    name: "2.11 ten pings, byte by byte",
    send: times(10, (i) => ping(`payload-${i}`)),
    pieces: 1,
    pongs: times(10, (i) => `payload-${i}`),
  },
];

const reserved: FramingCase[] = [
  broken("3.1 RSV 1 in a text frame", [
    clientFrame({ opcode: OPCODE.text, payload: "Hello", rsv: 1 }),
  ]),
  ...times(3, (i) => ({
    name: `3.${i + 2} RSV ${i + 2} after a good message`,
    send: [
      text("Hello, world!"),
      clientFrame({ opcode: OPCODE.text, payload: "Hello", rsv: i + 2 }),
      ping(),
    ],
    ...(i === 0 ? {} : { pieces: 1 }),
    texts: ["Hello, world!"],
    close: 1002,
  })),
  broken("3.5 RSV 5 in a binary frame", [
    clientFrame({ opcode: OPCODE.binary, payload: hex("00fffefdfcfb00ff"), rsv: 5 }),
  ]),
  broken("3.6 RSV 6 in a ping", [
    clientFrame({ opcode: OPCODE.ping, payload: "Hello, world!", rsv: 6 }),
  ]),
  broken("3.7 RSV 7 in a close", [
    clientFrame({ opcode: OPCODE.close, payload: closePayload(1000), rsv: 7 }),
  ]),
];

const opcodes: FramingCase[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => [
  broken(`4 opcode ${opcode} without payload`, [clientFrame({ opcode })]),
  {
    ...broken(`4 opcode ${opcode} after a good message`, [
      text("Hello"),
      clientFrame({ opcode, payload: "reserved" }),
      ping(),
    ]),
    texts: ["Hello"],
  },
]);

const fragmentation: FramingCase[] = [
  broken("5.1 a ping in two fragments", [
    clientFrame({ opcode: OPCODE.ping, payload: "fragment1", fin: false }),
    continuation("fragment2"),
  ]),
  broken("5.2 a pong in two fragments", [
    clientFrame({ opcode: OPCODE.pong, payload: "fragment1", fin: false }),
    continuation("fragment2"),
  ]),
  { name: "5.3 two fragments", send: fragments(["one", "two"]), texts: ["onetwo"] },
  {
    name: "5.5 two fragments, byte by byte",
    send: fragments(["one", "two"]),
    pieces: 1,
    texts: ["onetwo"],
  },
  {
    name: "5.6 a ping between two fragments",
    send: [text("one", false), ping("ping"), continuation("two")],
    pongs: ["ping"],
    texts: ["onetwo"],
  },
  {
    name: "5.8 the same, byte by byte",
    send: [text("one", false), ping("ping"), continuation("two")],
    pieces: 1,
    pongs: ["ping"],
    texts: ["onetwo"],
  },
  broken("5.9 a last continuation of nothing", [continuation("nothing"), text("Hello")]),
  { ...broken("5.11 the same, byte by byte", [continuation("nothing"), text("Hello")]), pieces: 1 },
  broken("5.12 a continuation of nothing", [continuation("nothing", false), text("Hello")]),
  {
    ...broken("5.15 a continuation after a whole message", [
      ...fragments(["one", "two"]),
      continuation("three", false),
      text("Hello"),
    ]),
    texts: ["onetwo"],
  },
  broken("5.16 a continuation of nothing, then a message", [
    continuation("one", false),
    text("two", false),
    continuation("three"),
  ]),
  broken("5.18 a second message begun before the first ended", [text("one", false), text("two")]),
  {
    name: "5.19 five fragments with pings among them",
    send: [
      text("1", false),
      continuation("2", false),
      ping("first"),
      continuation("3", false),
      continuation("4", false),
      ping("second"),
      continuation("5"),
    ],
    pongs: ["first", "second"],
    texts: ["12345"],
  },
];

const REASON_123 = "r".repeat(123);
const closing: FramingCase[] = [
  {
    name: "7.1.1 after a message",
    send: [text("Hello World!"), close(1000)],
    texts: ["Hello World!"],
    close: 1000,
  },
  { name: "7.1.2 twice", send: [close(1000), close(1000)], close: 1000 },
  { name: "7.1.3 a ping after it", send: [close(1000), ping()], close: 1000 },
  { name: "7.1.4 a message after it", send: [close(1000), text("Hello World!")], close: 1000 },
  {
    name: "7.1.5 amid a message",
    send: [text("fragment1", false), close(1000), continuation("fragment2")],
    close: 1000,
  },
  { name: "7.3.1 without payload", send: [clientFrame({ opcode: OPCODE.close })], close: 1005 },
  broken("7.3.2 with a payload of one byte", [clientFrame({ opcode: OPCODE.close, payload: "a" })]),
  { name: "7.3.4 with a reason", send: [close(1000, "Hello World!")], close: 1000 },
  { name: "7.3.5 with the longest reason", send: [close(1000, REASON_123)], close: 1000 },
  broken("7.3.6 with too long a reason", [close(1000, `${REASON_123}r`)]),
  broken("7.5.1 with a reason that is no UTF-8", [close(1000, hex("cebae1bdb9eda080"))], 1007),
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].map((code) => ({
    name: `7.7 code ${code}`,
    send: [close(code)],
    close: code,
  })),
  ...[0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535].map((code) =>
    broken(`7.9 code ${code}`, [close(code)]),
  ),
];

export const framingCases: Record<string, readonly FramingCase[]> = {
  "1 messages": messages,
  "2 pings and pongs": pings,
  "3 reserved bits": reserved,
  "4 opcodes": opcodes,
  "5 fragmentation": fragmentation,
  "6 UTF-8": utf8,
  "7 closing": closing,
  "9 limits": limits,
};

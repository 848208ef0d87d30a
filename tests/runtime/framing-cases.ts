/**
 * The case groups 1–7, 9 and 10 of the Autobahn test suite (https://github.com/crossbario/autobahn-testsuite),
 * against a server that echoes text, answers "binary" to a binary message, and takes messages of 64 KiB.
 */
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

const KIB_64 = 65_536;
const hex = (bytes: string): Buffer => Buffer.from(bytes.replaceAll(" ", ""), "hex");
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
/** A message cut into parts of so many bytes. */
const cut = (message: string, size: number): string[] =>
  times(Math.ceil(message.length / size), (i) => message.slice(i * size, (i + 1) * size));
const broken = (name: string, send: readonly Buffer[], code = 1002): FramingCase => ({
  name,
  send,
  close: code,
});

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

const GREEK = "κόσμε";
const LONG = "Hello-µ@ßöäüàá-UTF-8!!";
const bytesOf = (value: string): Buffer[] => [...Buffer.from(value)].map((b) => Buffer.from([b]));
const valid = (name: string, payload: string | Buffer): FramingCase => ({
  name,
  send: [text(payload)],
  texts: [payload.toString()],
});
const invalid = (name: string, bytes: string): FramingCase =>
  broken(`${name}: ${bytes}`, [text(hex(bytes))], 1007);

const utf8: FramingCase[] = [
  valid("6.1.1 an empty message", ""),
  { name: "6.1.2 three empty fragments", send: fragments(["", "", ""]), texts: [""] },
  {
    name: "6.1.3 the middle one not empty",
    send: fragments(["", "middle", ""]),
    texts: ["middle"],
  },
  valid("6.2.1 in one frame", LONG),
  {
    name: "6.2.2 in two fragments, cut between characters",
    send: fragments(["Hello-µ@ßöä", "üàá-UTF-8!!"]),
    texts: [LONG],
  },
  { name: "6.2.3 a fragment a byte", send: fragments(bytesOf(LONG)), texts: [LONG] },
  { name: "6.2.4 a fragment a byte, Greek", send: fragments(bytesOf(GREEK)), texts: [GREEK] },
  invalid("6.3.1 invalid in one frame", "cebae1bdb9cf83cebcceb5 eda080 656469746564"),
  broken(
    "6.3.2 invalid, a fragment a byte",
    fragments([...hex("cebae1bdb9cf83cebcceb5eda080656469746564")].map((b) => Buffer.from([b]))),
    1007,
  ),
  broken(
    "6.4.1 invalid in the second of three fragments",
    fragments([GREEK, hex("f4908080"), "edited"]),
    1007,
  ),
  valid("6.5.1 Greek", hex("cebae1bdb9cf83cebcceb5")),
  valid("6.5.5 Greek, four bytes", "κόσμε𐍈"),
  ...["ce", "cebae1", "cebae1bd", "cebae1bdb9cf", "cebae1bdb9cf83ce"].map((bytes) =>
    invalid("6.6 cut off", bytes),
  ),
  ...["00", "c280", "e0a080", "f0908080"].map((bytes) =>
    valid(`6.7 the first of its length: ${bytes}`, hex(bytes)),
  ),
  invalid("6.8.1 the first of 5 bytes", "f888808080"),
  invalid("6.8.2 the first of 6 bytes", "fc8480808080"),
  ...["7f", "dfbf", "efbfbf", "f48fbfbf"].map((bytes) =>
    valid(`6.9 the last of its length: ${bytes}`, hex(bytes)),
  ),
  invalid("6.10.1 the last of 4 bytes that could be coded", "f7bfbfbf"),
  invalid("6.10.2 the last of 5 bytes", "fbbfbfbfbf"),
  invalid("6.10.3 the last of 6 bytes", "fdbfbfbfbfbf"),
  ...["ed9fbf", "ee8080", "efbfbd", "f48fbfbf"].map((bytes) =>
    valid(`6.11 at a boundary: ${bytes}`, hex(bytes)),
  ),
  invalid("6.11.5 beyond U+10FFFF", "f4908080"),
  ...["80", "bf", "80bf", "80bf80bf80bf80", times(64, (i) => (0x80 + i).toString(16)).join("")].map(
    (bytes) => invalid("6.12 continuation bytes alone", bytes),
  ),
  ...["c020c120", "e020e120", "f020f120", "f820f920", "fc20fd20"].map((bytes) =>
    invalid("6.13 starts without continuation", bytes),
  ),
  ...["c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf"].map((bytes) =>
    invalid("6.14 the last byte missing", bytes),
  ),
  invalid("6.15 such ones after each other", "c0e080f08080f8808080fc80808080dfefbff7bfbf"),
  ...["fe", "ff", "fefeffff"].map((bytes) => invalid("6.16 bytes that never occur", bytes)),
  ...["c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"].map((bytes) =>
    invalid("6.17 an overlong slash", bytes),
  ),
  ...["c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"].map((bytes) =>
    invalid("6.18 the longest overlong", bytes),
  ),
  ...["c080", "e08080", "f0808080", "f880808080", "fc8080808080"].map((bytes) =>
    invalid("6.19 an overlong NUL", bytes),
  ),
  ...["eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"].map((bytes) =>
    invalid("6.20 a lone surrogate", bytes),
  ),
  ...["eda080edb080", "edadbfedbfbf", "edafbfedbfbf"].map((bytes) =>
    invalid("6.21 a surrogate pair", bytes),
  ),
  ...["efbfbe", "efbfbf", "f09fbfbe", "f0afbfbf", "f3bfbfbf", "f48fbfbe"].map((bytes) =>
    valid(`6.22 a noncharacter: ${bytes}`, hex(bytes)),
  ),
  valid("6.23 the replacement character", hex("efbfbd")),
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

const limits: FramingCase[] = [
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

import { broken, type FramingCase, hex, times } from "./framing-case.ts";
import { fragments, text } from "./raw-frame.ts";

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

/** Case group 6 of the Autobahn test suite: text that is UTF-8, and what is not. */
export const utf8: FramingCase[] = [
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

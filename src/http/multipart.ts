import { ProtocolError } from "../protocol/errors.ts";
import type { IncomingPart } from "../protocol/rest/route.ts";

const BOUNDARY = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;
const DISPOSITION = /^content-disposition:\s*form-data\s*(;.*)$/im;
const FIELD = /;\s*name="([^"]*)"/i;
const FILENAME = /;\s*filename="([^"]*)"/i;
/** As browsers write what would end the value: https://html.spec.whatwg.org/#multipart-form-data */
const ESCAPED = /%(?:22|0A|0D)/g;
const ESCAPES: Readonly<Record<string, string>> = { "%22": '"', "%0A": "\n", "%0D": "\r" };
const HEADERS_BYTES = 8 * 1024;

const malformed = (message: string): ProtocolError => new ProtocolError("bad_request", message);

/** A body as it comes. */
export async function* chunksOf(
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Uint8Array, void> {
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (next === undefined || next.done) return;
    yield next.value;
  }
}

/** Reads a body up to what is looked for, and holds no more of it than that takes. */
class Scanner {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  /** All before `delimiter`, which is passed over. */
  async *until(delimiter: Uint8Array): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = indexOf(this.#held, delimiter);
      if (at >= 0) {
        if (at > 0) yield this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + delimiter.length);
        return;
      }
      // Its beginning may be the end of what is here.
      const sure = this.#held.length - delimiter.length + 1;
      if (sure > 0) {
        yield this.#held.subarray(0, sure);
        this.#held = this.#held.subarray(sure);
      }
      await this.#more();
    }
  }

  /** The same as one text of at most `max` bytes. */
  async textUntil(delimiter: Uint8Array, max: number): Promise<string> {
    let text = new Uint8Array(0);
    for await (const chunk of this.until(delimiter)) {
      text = concat(text, chunk);
      if (text.length > max) throw malformed("The headers of the file are too long.");
    }
    return new TextDecoder().decode(text);
  }

  async take(length: number): Promise<Uint8Array> {
    while (this.#held.length < length) await this.#more();
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw malformed("The upload ends before its file does.");
    this.#held = this.#held.length === 0 ? next.value : concat(this.#held, next.value);
  }
}

const concat = (a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

const indexOf = (bytes: Uint8Array, wanted: Uint8Array): number => {
  const [first = 0] = wanted;
  let at = bytes.indexOf(first);
  while (at >= 0 && at + wanted.length <= bytes.length) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
    at = bytes.indexOf(first, at + 1);
  }
  return -1;
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const LINE = encode("\r\n");
const BLANK_LINE = encode("\r\n\r\n");

/**
 * The one part of a body of multipart/form-data (RFC 7578), which is called `field` and is a file. Its bytes are to
 * be read to the end, where the rest of the body is looked at: whatever else it holds is refused, as somebody takes
 * it to mean something. Both throw `bad_request`.
 */
export const readFilePart = async (
  contentType: string,
  body: AsyncIterable<Uint8Array>,
  field: string,
): Promise<IncomingPart> => {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) {
    throw malformed("The body must be multipart/form-data, with a boundary.");
  }
  const scanner = new Scanner(body);
  const delimiter = encode(`--${boundary}`);
  if ((await scanner.textUntil(delimiter, 2)).trim() !== "") {
    throw malformed("The body does not begin with its boundary.");
  }
  await requireNext(scanner, LINE);
  const headers = await scanner.textUntil(BLANK_LINE, HEADERS_BYTES);
  const [, disposition = ""] = DISPOSITION.exec(headers) ?? [];
  const filename = FILENAME.exec(disposition)?.[1];
  if (FIELD.exec(disposition)?.[1] !== field || filename === undefined) {
    throw malformed(`The body must have one part, a file by the name of "${field}".`);
  }
  return {
    name: filename.replace(ESCAPED, (found) => ESCAPES[found] ?? ""),
    bytes: fileOf(scanner, encode(`\r\n--${boundary}`)),
  };
};

async function* fileOf(scanner: Scanner, end: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* scanner.until(end);
  await requireNext(scanner, encode("--"));
}

const requireNext = async (scanner: Scanner, expected: Uint8Array): Promise<void> => {
  const next = await scanner.take(expected.length);
  if (next.every((byte, index) => byte === expected[index])) return;
  throw malformed("The body must have one part alone, and end with its boundary.");
};

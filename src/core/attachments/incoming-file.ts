import type { Bytes } from "../../ports/blobs.ts";
import type { Clock } from "../../ports/clock.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { type FileType, identify } from "./file-type.ts";

/** An image whose size stands further on than this is not taken for one. */
const HEAD_BYTES = 1024 * 1024;
const FIRST_LOOK_BYTES = 4_096;
/** As long as a request may take (src/runtime/limits.ts): where a runtime bounds its pace alone, this ends it. */
const UPLOAD_MS = 120_000;

export interface ReceivedFile extends FileType {
  readonly bytes: number;
}

/** A file on its way in: counts it, finds out what it is, and refuses it, all while it is being stored. */
export class IncomingFile {
  readonly #clock: Clock;
  #size = 0;
  #head = new Uint8Array(FIRST_LOOK_BYTES);
  #headLength = 0;
  /** More was read than the head has room for. */
  #cut = false;
  #type: FileType | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same bytes; throws ProtocolError where they are no file to be taken. */
  async *pass(bytes: Bytes): AsyncGenerator<Uint8Array> {
    const deadline = this.#clock.monotonic() + UPLOAD_MS;
    for await (const chunk of bytes) {
      this.#size += chunk.length;
      if (this.#size > LIMITS.uploadBytes) throw tooLarge();
      if (this.#clock.monotonic() > deadline) {
        throw new ProtocolError("bad_request", "The upload took too long.");
      }
      if (this.#type === undefined) this.#look(chunk);
      yield chunk;
    }
    if (this.#size === 0) throw new ProtocolError("bad_request", "The file is empty.");
    if (this.#type === undefined) this.#decide(true);
  }

  /** Once all of it has passed. */
  received(): ReceivedFile {
    if (this.#type === undefined) throw new Error("the file has not passed yet");
    return { ...this.#type, bytes: this.#size };
  }

  /** Each time that twice as much is there as last time. */
  #look(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0 && this.#type === undefined) {
      const part = rest.subarray(0, this.#head.length - this.#headLength);
      this.#head.set(part, this.#headLength);
      this.#headLength += part.length;
      rest = rest.subarray(part.length);
      if (this.#headLength === this.#head.length) this.#lookFurther();
    }
  }

  #lookFurther(): void {
    this.#cut = this.#head.length >= HEAD_BYTES;
    this.#decide(this.#cut);
    if (this.#type !== undefined) return;
    const larger = new Uint8Array(this.#head.length * 2);
    larger.set(this.#head);
    this.#head = larger;
  }

  #decide(last: boolean): void {
    const found = identify(this.#head.subarray(0, this.#headLength), last);
    if (found === "more") return;
    if (found.size !== undefined) requireModest(found.size);
    this.#type = found;
    // It has said what there was to know.
    this.#head = new Uint8Array(0);
  }
}

const tooLarge = (): ProtocolError =>
  new ProtocolError("too_large", `A file has at most ${LIMITS.uploadBytes / 1024 / 1024} MiB.`);

/** A few bytes may say to be an image of gigabytes. */
const requireModest = ({ width, height }: { width: number; height: number }): void => {
  const { imageSide: side, imagePixels: pixels } = LIMITS;
  if (width <= side && height <= side && width * height <= pixels) return;
  throw new ProtocolError(
    "bad_request",
    `An image has at most ${side} pixels on a side and ${pixels / 1_000_000} million in all.`,
  );
};

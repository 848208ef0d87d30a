/** How many of each the frames held. */
export interface Counts {
  deliveries: number;
  acks: number;
  errors: number;
}

const occurrences = (bytes: Buffer, pattern: Buffer): number => {
  let count = 0;
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + pattern.length)) {
    count++;
  }
  return count;
};

const SENT_AT = Buffer.from('"content":"~');

/** What a frame holds, found without parsing it. */
export interface FrameDigest {
  readonly counts: Counts;
  /** Of each message in it: when it was sent, in ms of performance.now(); only if asked for. */
  readonly sentAt: readonly number[];
}

export type Digest = (bytes: Buffer, start: number, end: number) => FrameDigest;

/** Every `"content":"~123.4 …` of the frame. */
export const sendTimes = (bytes: Buffer): number[] => {
  const times: number[] = [];
  for (let at = bytes.indexOf(SENT_AT); at >= 0; at = bytes.indexOf(SENT_AT, at)) {
    at += SENT_AT.length;
    times.push(Number.parseFloat(bytes.toString("latin1", at, at + 18)));
  }
  return times;
};

/** Of frames that hold several, told by what each begins with. */
const digestBy =
  (patterns: Readonly<Record<keyof Counts, Buffer>>) =>
  (timed: boolean): Digest =>
  (bytes, start, end) => {
    const payload = bytes.subarray(start, end);
    const counts = {
      deliveries: occurrences(payload, patterns.deliveries),
      acks: occurrences(payload, patterns.acks),
      errors: occurrences(payload, patterns.errors),
    };
    return { counts, sentAt: timed && counts.deliveries > 0 ? sendTimes(payload) : [] };
  };

/** `event` is the first key and a quote within text is escaped: these match nothing else. */
export const digestCrosstalk = digestBy({
  deliveries: Buffer.from('{"event":"message"'),
  acks: Buffer.from('{"event":"ack"'),
  errors: Buffer.from('{"event":"error"'),
});

/** Replies and pushes, a line each. */
export const digestCentrifugo = digestBy({
  deliveries: Buffer.from('"pub":{"data":'),
  acks: Buffer.from('"publish":{}'),
  errors: Buffer.from('"error":{'),
});

const NONE: Counts = { deliveries: 0, acks: 0, errors: 0 };
const DELIVERY: Counts = { deliveries: 1, acks: 0, errors: 0 };
const ANSWER: Counts = { deliveries: 0, acks: 1, errors: 0 };

/** Engine.IO's 4 (message), then Socket.IO's 2 (event) or 3 (ack): one packet a frame. */
export const digestSocketIo =
  (timed: boolean): Digest =>
  (bytes, start, end) => {
    const type = bytes[start] === 0x34 ? bytes[start + 1] : 0;
    if (type === 0x33) return { counts: ANSWER, sentAt: [] };
    if (type !== 0x32) return { counts: NONE, sentAt: [] };
    return { counts: DELIVERY, sentAt: timed ? sendTimes(bytes.subarray(start, end)) : [] };
  };

/**
 * A room's frames are the same bytes for all its sockets: the digest of the last one is kept, and
 * comparing is several times cheaper than searching.
 */
export class DigestCache {
  readonly #digest: Digest;
  #bytes = Buffer.alloc(0);
  #length = -1;
  #last: FrameDigest = { counts: NONE, sentAt: [] };

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  of(bytes: Buffer, start: number, end: number): FrameDigest {
    const length = end - start;
    if (length === this.#length && bytes.compare(this.#bytes, 0, length, start, end) === 0) {
      return this.#last;
    }
    const digest = this.#digest(bytes, start, end);
    if (digest.counts.deliveries > 0) {
      if (this.#bytes.length < length) this.#bytes = Buffer.allocUnsafeSlow(2 * length);
      bytes.copy(this.#bytes, 0, start, end);
      this.#length = length;
      this.#last = digest;
    }
    return digest;
  }
}

import type { Random } from "../../ports/random.ts";

/** Identifiers that fit into the 12 bits beside the time stamp, of which each millisecond starts at random. */
const SEQUENCE_MAX = 0xfff;
/** Starting in the lower half leaves room to count upwards. */
const SEQUENCE_START_MASK = 0x7ff;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const hex = (bytes: Uint8Array, from: number, to: number): string => {
  let text = "";
  for (let i = from; i < to; i++) text += HEX[bytes[i] ?? 0];
  return text;
};

/**
 * UUIDv7 with the counter of RFC 9562 §6.2, method 1: ids of this process ascend, also within one
 * millisecond and when the clock was set back.
 */
const uuids = (): ((now: number) => string) => {
  // One call for many ids: getRandomValues costs more than all the rest of an id.
  const pool = new Uint8Array(10 * 64);
  let used = pool.length;
  let stamp = 0;
  let sequence = 0;
  return (now) => {
    if (used === pool.length) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    const random = pool.subarray(used, used + 10);
    used += 10;
    if (now > stamp) {
      stamp = now;
      sequence = (((random[8] ?? 0) << 8) | (random[9] ?? 0)) & SEQUENCE_START_MASK;
    } else if (++sequence > SEQUENCE_MAX) {
      stamp++;
      sequence = 0;
    }
    const time = stamp.toString(16).padStart(12, "0");
    const variant = HEX[0x80 | ((random[0] ?? 0) & 0x3f)];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, "0")}-${variant}${hex(random, 1, 2)}-${hex(random, 2, 8)}`;
  };
};

/** Strong randomness from the runtime's WebCrypto. */
export const createCryptoRandom = () =>
  ({
    bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    fraction: () => Math.random(),
    uuid: uuids(),
  }) satisfies Random;

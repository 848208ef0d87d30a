/**
 * SHA-256 (FIPS 180-4) without `crypto.subtle`, which pages that came over plain http from another machine
 * don't have, and which can't be asked within a transaction. For checksums of what is public, never for secrets.
 */

/** The first 32 bits of the fractional parts of the roots of the first primes. */
const fractions = (root: (prime: number) => number, count: number): Uint32Array => {
  const words: number[] = [];
  for (let candidate = 2; words.length < count; candidate += 1) {
    if (!isPrime(candidate)) continue;
    words.push((root(candidate) % 1) * 2 ** 32);
  }
  return Uint32Array.from(words);
};

const isPrime = (n: number): boolean => {
  for (let divisor = 2; divisor * divisor <= n; divisor += 1) {
    if (n % divisor === 0) return false;
  }
  return true;
};

const START = fractions(Math.sqrt, 8);
const ROUND = fractions(Math.cbrt, 64);
const BLOCK_BYTES = 64;
/** The one bit that ends a message, and its length in bits. */
const TAIL_BYTES = 9;

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
/** Absent only for an index beyond the end, which there is none of. */
const at = (words: Uint32Array, index: number): number => words[index] ?? 0;

const padded = (message: Uint8Array): DataView => {
  const blocks = Math.ceil((message.length + TAIL_BYTES) / BLOCK_BYTES);
  const bytes = new Uint8Array(blocks * BLOCK_BYTES);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
};

/** The 64 words that the rounds of one block take. */
const schedule = (block: DataView, offset: number): Uint32Array => {
  const words = new Uint32Array(64);
  for (let i = 0; i < 16; i += 1) words[i] = block.getUint32(offset + 4 * i);
  for (let i = 16; i < 64; i += 1) {
    const early = at(words, i - 15);
    const late = at(words, i - 2);
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[i] = at(words, i - 16) + s0 + at(words, i - 7) + s1;
  }
  return words;
};

const compress = (state: Uint32Array, words: Uint32Array): void => {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + s1 + choice + at(ROUND, i) + at(words, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + s0 + majority) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = at(state, i) + word;
};

/** In lower-case hex, of the text as UTF-8. */
export const sha256Hex = (text: string): string => {
  const block = padded(new TextEncoder().encode(text));
  const state = START.slice();
  for (let offset = 0; offset < block.byteLength; offset += BLOCK_BYTES) {
    compress(state, schedule(block, offset));
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
};

/**
 * QR codes (ISO/IEC 18004) of short texts: bytes, level L, versions 1 to 6. An address for an authenticator
 * is far below what they hold, and this is far below what a dependency weighs.
 */

/** Of a version, from 1: code words in all, those of its correction in each block, blocks. */
const VERSIONS = [
  { words: 26, correction: 7, blocks: 1 },
  { words: 44, correction: 10, blocks: 1 },
  { words: 70, correction: 15, blocks: 1 },
  { words: 100, correction: 20, blocks: 1 },
  { words: 134, correction: 26, blocks: 1 },
  { words: 172, correction: 18, blocks: 2 },
] as const;
type Version = (typeof VERSIONS)[number];

/** True is dark. */
type Matrix = boolean[][];

const dataWords = ({ words, correction, blocks }: Version): number => words - correction * blocks;

/** x⁸ + x⁴ + x³ + x² + 1, the field that the correction is computed in. */
const times = (a: number, b: number): number => {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
};

/** The coefficients below the leading one of (x − 2⁰)(x − 2¹)…, the highest first. */
const generator = (degree: number): number[] => {
  let polynomial = [1];
  let root = 1;
  for (let i = 0; i < degree; i += 1) {
    const raised = [...polynomial, 0];
    polynomial = raised.map((value, at) => value ^ times(polynomial[at - 1] ?? 0, root));
    root = times(root, 2);
  }
  return polynomial.slice(1);
};

const correctionOf = (data: readonly number[], divisor: readonly number[]): number[] => {
  let rest = divisor.map(() => 0);
  for (const word of data) {
    const factor = word ^ (rest[0] ?? 0);
    rest = divisor.map((value, at) => (rest[at + 1] ?? 0) ^ times(value, factor));
  }
  return rest;
};

/** Mode, length, the bytes, and what fills the rest. */
const dataOf = (bytes: Uint8Array, capacity: number): number[] => {
  // Four bits of mode before eight of length: all that follows stands half a byte off.
  const nibbles = [4, bytes.length >> 4, bytes.length & 15];
  for (const byte of bytes) nibbles.push(byte >> 4, byte & 15);
  nibbles.push(0);
  const words: number[] = [];
  for (let i = 0; i < nibbles.length; i += 2) {
    words.push(((nibbles[i] ?? 0) << 4) | (nibbles[i + 1] ?? 0));
  }
  for (let i = 0; words.length < capacity; i += 1) words.push(i % 2 === 0 ? 0xec : 0x11);
  return words;
};

const interleaved = (columns: readonly (readonly number[])[]): number[] =>
  (columns[0] ?? []).flatMap((_, at) => columns.map((column) => column[at] ?? 0));

const codeWords = (bytes: Uint8Array, version: Version): number[] => {
  const data = dataOf(bytes, dataWords(version));
  const length = data.length / version.blocks;
  const blocks = Array.from({ length: version.blocks }, (_, i) =>
    data.slice(i * length, (i + 1) * length),
  );
  const divisor = generator(version.correction);
  return [
    ...interleaved(blocks),
    ...interleaved(blocks.map((block) => correctionOf(block, divisor))),
  ];
};

const square = (size: number): Matrix =>
  Array.from({ length: size }, () => Array.from({ length: size }, () => false));

const flip = (matrix: Matrix, x: number, y: number, dark: boolean): void => {
  const row = matrix[y];
  if (row !== undefined && x >= 0 && x < row.length) row[x] = dark;
};

/** Rings around a middle: the marks that a reader finds the code by. */
const drawRings = (dark: Matrix, taken: Matrix, x: number, y: number, radius: number): void => {
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1) {
      const distance = Math.max(Math.abs(dx), Math.abs(dy));
      // A corner mark ends in a light ring; one inside does not.
      const light = radius === 4 ? distance === 2 || distance === 4 : distance === 1;
      flip(dark, x + dx, y + dy, !light);
      flip(taken, x + dx, y + dy, true);
    }
  }
};

/** Level L with mask 0, corrected and masked as the standard wants it. */
const FORMAT = 0b111011111000100;

const drawFormat = (dark: Matrix, taken: Matrix): void => {
  const size = dark.length;
  for (let i = 0; i < 15; i += 1) {
    const bit = ((FORMAT >> i) & 1) === 1;
    const set = (x: number, y: number): void => {
      flip(dark, x, y, bit);
      flip(taken, x, y, true);
    };
    // Around the first mark, past the timing lines; and halved between the other two.
    if (i < 8) {
      set(8, i + (i < 6 ? 0 : 1));
      set(size - 1 - i, 8);
    } else {
      set(i < 9 ? 7 : 14 - i, 8);
      set(8, size - 15 + i);
    }
  }
  flip(dark, 8, size - 8, true);
  flip(taken, 8, size - 8, true);
};

const drawFixed = (dark: Matrix, taken: Matrix): void => {
  const size = dark.length;
  for (let i = 0; i < size; i += 1) {
    for (const [x, y] of [
      [6, i],
      [i, 6],
    ] as const) {
      flip(dark, x, y, i % 2 === 0);
      flip(taken, x, y, true);
    }
  }
  drawRings(dark, taken, 3, 3, 4);
  drawRings(dark, taken, size - 4, 3, 4);
  drawRings(dark, taken, 3, size - 4, 4);
  if (size > 21) drawRings(dark, taken, size - 7, size - 7, 2);
  drawFormat(dark, taken);
};

/** In two columns at a time, up and down in turn, from the right; mask 0 on what is drawn. */
const drawWords = (dark: Matrix, taken: Matrix, words: readonly number[]): void => {
  const size = dark.length;
  let bit = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    // The timing line is no column of theirs.
    if (right === 6) right = 5;
    const up = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (taken[y]?.[x] === true) continue;
        const word = words[bit >> 3] ?? 0;
        const value = ((word >> (7 - (bit & 7))) & 1) === 1;
        flip(dark, x, y, value !== ((x + y) % 2 === 0));
        bit += 1;
      }
    }
  }
};

/** The rows of the code, true where it is dark; undefined for a text that is too long. */
export const qrCode = (text: string): readonly (readonly boolean[])[] | undefined => {
  const bytes = new TextEncoder().encode(text);
  const at = VERSIONS.findIndex((version) => bytes.length + 2 <= dataWords(version));
  const version = VERSIONS[at];
  if (version === undefined) return undefined;
  const size = 17 + 4 * (at + 1);
  const dark = square(size);
  const taken = square(size);
  drawFixed(dark, taken);
  drawWords(dark, taken, codeWords(bytes, version));
  return dark;
};

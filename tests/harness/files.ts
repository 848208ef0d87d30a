/** Files of a few bytes that are what they say, for tests of what they are taken for. */

const bytes = (...parts: readonly (string | readonly number[] | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? Array.from(part, (letter) => letter.charCodeAt(0)) : [...part],
    ),
  );
const be32 = (value: number): readonly number[] => [
  value >>> 24,
  (value >>> 16) & 0xff,
  (value >>> 8) & 0xff,
  value & 0xff,
];
const be16 = (value: number): readonly number[] => [value >>> 8, value & 0xff];
const le16 = (value: number): readonly number[] => [value & 0xff, value >>> 8];
const le24 = (value: number): readonly number[] => [...le16(value & 0xffff), value >>> 16];

/** Of the header alone, which is all that is looked at: nobody decodes it. */
export const png = (width: number, height: number, ...rest: readonly string[]): Uint8Array =>
  bytes(
    "\x89PNG\r\n\x1a\n",
    be32(13),
    "IHDR",
    be32(width),
    be32(height),
    [8, 6, 0, 0, 0],
    be32(0),
    ...rest,
  );

export const gif = (width: number, height: number, rest = ""): Uint8Array =>
  bytes("GIF89a", le16(width), le16(height), [0, 0, 0], rest);

const segment = (marker: number, content: Uint8Array): Uint8Array =>
  bytes([0xff, marker], be16(content.length + 2), content);

const exif = (orientation: number): Uint8Array =>
  segment(
    0xe1,
    bytes(
      "Exif\0\0",
      "II*\0",
      [8, 0, 0, 0],
      le16(1),
      le16(0x0112),
      le16(3),
      [1, 0, 0, 0],
      le16(orientation),
      [0, 0],
      [0, 0, 0, 0],
    ),
  );

export interface JpegOptions {
  readonly orientation?: number;
  /** Bytes of other segments before the frame. */
  readonly padding?: number;
}

export const jpeg = (
  width: number,
  height: number,
  { orientation, padding = 0 }: JpegOptions = {},
): Uint8Array => {
  const segments: Uint8Array[] = [];
  for (let left = padding; left > 0; left -= 60_000) {
    segments.push(segment(0xe2, new Uint8Array(Math.min(left, 60_000))));
  }
  return bytes(
    [0xff, 0xd8],
    segment(0xe0, bytes("JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0])),
    orientation === undefined ? [] : exif(orientation),
    ...segments,
    segment(0xc2, bytes([8], be16(height), be16(width), [1, 1, 0x11, 0])),
    [0xff, 0xda, 0, 2, 0xff, 0xd9],
  );
};

export const webp = {
  lossy: (width: number, height: number): Uint8Array =>
    bytes(
      "RIFF\x20\0\0\0WEBPVP8 \x14\0\0\0",
      [0x30, 1, 0, 0x9d, 0x01, 0x2a],
      le16(width),
      le16(height),
      [0],
    ),
  lossless: (width: number, height: number): Uint8Array => {
    const bits = (width - 1) | ((height - 1) << 14);
    return bytes("RIFF\x20\0\0\0WEBPVP8L\x14\0\0\0", [0x2f], be32(bits).toReversed(), "\0\0\0\0\0");
  },
  extended: (width: number, height: number): Uint8Array =>
    bytes("RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0", [0, 0, 0, 0], le24(width - 1), le24(height - 1)),
} as const;

/** Width and height of an image as it is shown, in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** `more`: it stands further on than the bytes given; undefined: this is no such image. */
export type Measured = ImageSize | "more" | undefined;

const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const ascii = (bytes: Uint8Array, at: number, text: string): boolean =>
  bytes.length >= at + text.length &&
  Array.from(text).every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

const sized = (width: number, height: number): ImageSize | undefined =>
  width > 0 && height > 0 ? { width, height } : undefined;

/** https://www.w3.org/TR/png-3/#11IHDR: the first chunk, 13 bytes long. */
export const pngSize = (bytes: Uint8Array): Measured => {
  if (bytes.length < 24) return "more";
  const data = view(bytes);
  if (data.getUint32(8) !== 13 || !ascii(bytes, 12, "IHDR")) return undefined;
  return sized(data.getUint32(16), data.getUint32(20));
};

export const gifSize = (bytes: Uint8Array): Measured => {
  if (bytes.length < 10) return "more";
  return sized(view(bytes).getUint16(6, true), view(bytes).getUint16(8, true));
};

/** https://developers.google.com/speed/webp/docs/riff_container: lossy, lossless or extended. */
export const webpSize = (bytes: Uint8Array): Measured => {
  if (bytes.length < 30) return "more";
  const data = view(bytes);
  if (ascii(bytes, 12, "VP8 ")) {
    const startCode = data.getUint8(23) === 0x9d && data.getUint16(24) === 0x012a;
    if (!startCode) return undefined;
    return sized(data.getUint16(26, true) & 0x3fff, data.getUint16(28, true) & 0x3fff);
  }
  if (ascii(bytes, 12, "VP8L")) {
    if (data.getUint8(20) !== 0x2f) return undefined;
    const bits = data.getUint32(21, true);
    return sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
  }
  if (!ascii(bytes, 12, "VP8X")) return undefined;
  const uint24 = (at: number) => data.getUint16(at, true) + data.getUint8(at + 2) * 65_536;
  return sized(uint24(24) + 1, uint24(27) + 1);
};

const EXIF = 0xe1;
const START_OF_SCAN = 0xda;
/** Start of frame, whose numbers enclose those of three other markers. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

interface Segment {
  readonly marker: number;
  /** Where it says how long it is. */
  readonly start: number;
  readonly end: number;
}

const segmentAt = (data: DataView, from: number): Segment | "more" | undefined => {
  let at = from;
  // Any number of bytes to fill up with may stand before the marker.
  while (at + 1 < data.byteLength && data.getUint16(at) === 0xffff) at += 1;
  if (at + 4 > data.byteLength) return "more";
  const marker = data.getUint8(at + 1);
  const length = data.getUint16(at + 2);
  const isSegment = data.getUint8(at) === 0xff && marker >= 0xc0 && marker !== START_OF_SCAN;
  return isSegment && length >= 2 ? { marker, start: at + 2, end: at + 2 + length } : undefined;
};

/** Segment after segment, until the one that begins the frame; Exif before it may say to turn it. */
export const jpegSize = (bytes: Uint8Array): Measured => {
  const data = view(bytes);
  let turned = false;
  for (let at = 2; ; ) {
    const segment = segmentAt(data, at);
    if (segment === "more" || segment === undefined) return segment;
    const { marker, start, end } = segment;
    if (end > bytes.length && (marker === EXIF || isFrame(marker))) return "more";
    if (isFrame(marker)) {
      if (end < start + 7) return undefined;
      const height = data.getUint16(start + 3);
      const width = data.getUint16(start + 5);
      return turned ? sized(height, width) : sized(width, height);
    }
    if (marker === EXIF) turned ||= isTurned(bytes.subarray(start + 2, end));
    at = end;
  }
};

const ORIENTATION = 0x0112;

/** Whether Exif says that the image stands on one of its sides, as browsers then show it. */
const isTurned = (exif: Uint8Array): boolean => {
  if (!ascii(exif, 0, "Exif\0\0") || exif.length < 14) return false;
  const tiff = view(exif.subarray(6));
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return false;
  const entries = tiff.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.byteLength) return false;
    if (tiff.getUint16(at, little) === ORIENTATION) return tiff.getUint16(at + 8, little) >= 5;
  }
  return false;
};

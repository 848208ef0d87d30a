import {
  gifSize,
  type ImageSize,
  jpegSize,
  type Measured,
  pngSize,
  webpSize,
} from "./image-size.ts";

/** What a file is by its content. What nothing here knows is `application/octet-stream`. */
export interface FileType {
  readonly mime: string;
  /** Images that pages may show. */
  readonly size?: ImageSize;
}

/** Images that browsers decode without running anything: what may be shown where it is. */
const IMAGES: readonly (readonly [mime: string, sign: string, (bytes: Uint8Array) => Measured])[] =
  [
    ["image/png", "\x89PNG\r\n\x1a\n", pngSize],
    ["image/jpeg", "\xff\xd8\xff", jpegSize],
    ["image/gif", "GIF87a", gifSize],
    ["image/gif", "GIF89a", gifSize],
    ["image/webp", "RIFF????WEBP", webpSize],
  ];

/** To be downloaded as what they are. `?` stands for any byte. Nothing that a browser could take for a page. */
const OTHERS: readonly (readonly [mime: string, sign: string])[] = [
  ["application/pdf", "%PDF-"],
  ["application/zip", "PK\x03\x04"],
  ["application/zip", "PK\x05\x06"],
  ["application/gzip", "\x1f\x8b\x08"],
  ["application/x-7z-compressed", "7z\xbc\xaf\x27\x1c"],
  ["video/mp4", "????ftyp"],
  ["video/webm", "\x1a\x45\xdf\xa3"],
  ["audio/mpeg", "ID3"],
  ["audio/mpeg", "\xff\xfb"],
  ["audio/ogg", "OggS"],
  ["audio/flac", "fLaC"],
  ["audio/wav", "RIFF????WAVE"],
];

export const SHOWN_TYPES: ReadonlySet<string> = new Set(IMAGES.map(([mime]) => mime));
const UNKNOWN: FileType = { mime: "application/octet-stream" };
const LONGEST_SIGN = 12;
/** So much of a text is looked at: all that could be a sign stands there. */
const TEXT_BYTES = 4_096;

const begins = (bytes: Uint8Array, sign: string): boolean =>
  bytes.length >= sign.length &&
  Array.from(sign).every(
    (letter, index) => letter === "?" || bytes[index] === letter.charCodeAt(0),
  );

const isText = (bytes: Uint8Array, whole: boolean): boolean => {
  const beginning = bytes.subarray(0, TEXT_BYTES);
  try {
    // A character that the end cuts through is no mistake.
    const stream = !whole || bytes.length > TEXT_BYTES;
    const text = new TextDecoder("utf-8", { fatal: true }).decode(beginning, { stream });
    return !CONTROL.test(text);
  } catch {
    return false;
  }
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what texts have not
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/;

/**
 * By the first bytes of a file alone, never by its name or by what its sender says. `more`: they are too few to
 * tell; not when these are all. SVG, HTML and XML are text.
 */
export const identify = (bytes: Uint8Array, whole: boolean): FileType | "more" => {
  if (bytes.length < LONGEST_SIGN && !whole) return "more";
  for (const [mime, sign, measure] of IMAGES) {
    if (!begins(bytes, sign)) continue;
    const size = measure(bytes);
    if (size === "more" && !whole) return "more";
    // What only begins like an image is shown to nobody as one.
    return size === "more" || size === undefined ? UNKNOWN : { mime, size };
  }
  const other = OTHERS.find(([, sign]) => begins(bytes, sign));
  if (other !== undefined) return { mime: other[0] };
  if (bytes.length < TEXT_BYTES && !whole) return "more";
  return isText(bytes, whole) ? { mime: "text/plain" } : UNKNOWN;
};

import type { Attachment } from "../../../src/protocol/entries.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

/** A file of a message; one of a message on its way has its bytes here, and `id` is its key. */
export type ShownFile = Attachment & { readonly local?: Blob | undefined };

/** The server gives a size to those alone that it has looked into and that may be shown. */
export const isPicture = (file: Attachment): boolean =>
  file.mime.startsWith("image/") && file.width !== undefined && file.height !== undefined;

/** Why a file can't be sent at all. */
export type FileProblem = "empty" | "too-large" | "unreadable";

export const problemOf = (size: number): FileProblem | undefined => {
  if (size === 0) return "empty";
  return size > LIMITS.uploadBytes ? "too-large" : undefined;
};

/** How many more a message takes. */
export const roomLeft = (staged: number): number =>
  Math.max(0, LIMITS.attachmentsPerMessage - staged);

const SEPARATOR = ", ";

/** What a message says that is nothing but files: a message is never blank, and every client can show names. */
export const namesAsContent = (files: readonly { readonly name: string }[]): string =>
  files
    .map(({ name }) => name)
    .join(SEPARATOR)
    .slice(0, LIMITS.content)
    .trim();

/** Then the files themselves say it. */
export const saysOnlyNames = (
  content: string | undefined,
  files: readonly { readonly name: string }[] | undefined,
): boolean =>
  content !== undefined &&
  files !== undefined &&
  files.length > 0 &&
  content === namesAsContent(files);

/** As much of the message column as a picture gets: alone, and beside others. */
const ALONE = { width: 400, height: 320 } as const;
const AMONG = { width: 240, height: 180 } as const;
/** A line of pixels is still something that can be hit. */
const LEAST = 48;

/** The box of a picture before anything of it is loaded; never larger than the picture. */
export const pictureBox = (
  width: number,
  height: number,
  alone: boolean,
): { readonly width: number; readonly height: number } => {
  const most = alone ? ALONE : AMONG;
  const scale = Math.min(1, most.width / width, most.height / height);
  const within = (length: number, limit: number): number =>
    Math.min(limit, Math.max(LEAST, Math.round(length * scale)));
  return { width: within(width, most.width), height: within(height, most.height) };
};

const PATH = /^.*[/\\]/s;
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes away
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The name as it is shown before the server has given its own. */
export const plainFileName = (given: string): string =>
  given.toWellFormed().replace(PATH, "").replace(HIDDEN, "").trim();

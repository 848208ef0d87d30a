import { saysOnlyNames } from "./files.ts";

/** A file whose bytes are here. */
export interface KeptFile {
  readonly key: string;
  readonly name: string;
  readonly blob: Blob;
}

/** What was written and can't be sent. */
export interface Unsent {
  readonly key: string;
  /** Empty where there are only files. */
  readonly content: string;
  readonly files: readonly KeptFile[];
  readonly discard?: () => void;
}

/** Of a text that is nothing but the names of the files, the files alone are shown. */
export const unsentOf = (
  key: string,
  content: string,
  files: readonly KeptFile[] = [],
  discard?: () => void,
): Unsent => ({
  key,
  content: saysOnlyNames(content, files) ? "" : content,
  files,
  ...(discard && { discard }),
});

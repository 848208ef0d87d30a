import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { ProtocolError } from "../protocol/errors.ts";

const CHECK_BYTES = 6;

/**
 * Stores make cursors of their own. What goes out is sealed for its list, so that a cursor that this list
 * never gave, or that was damaged on its way, is told from one that it did, whichever store is behind it.
 */
export const sealCursor = (list: string, cursor: string): string => {
  const check = createHash("sha256").update(`${list} ${cursor}`).digest().subarray(0, CHECK_BYTES);
  return Buffer.concat([check, Buffer.from(cursor)]).toString("base64url");
};

/** Throws `bad_request`. */
export const openCursor = (list: string, sealed: string): string => {
  const cursor = Buffer.from(sealed, "base64url").subarray(CHECK_BYTES).toString();
  if (sealCursor(list, cursor) !== sealed) {
    throw new ProtocolError("bad_request", "The request is not valid.", {
      issues: [{ path: "cursor", message: "must be the next_cursor of a page of this list" }],
    });
  }
  return cursor;
};

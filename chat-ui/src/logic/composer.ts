import { LIMITS } from "../../../src/protocol/limits.ts";

/** The counter shows from here on. */
const NEAR = 0.8;
/** UTF-16 units of a paste that is still taken, for its writer to cut down. */
export const PASTE_MAX = 10 * LIMITS.content;

export interface ComposerLength {
  readonly left: number;
  readonly near: boolean;
  readonly over: boolean;
}

/** How much of a message may still be written, in code points as the server counts them. */
export const composerLength = (text: string): ComposerLength => {
  // A code point is one or two UTF-16 units: most texts need no counting.
  if (text.length < LIMITS.content * NEAR) {
    return { left: LIMITS.content - text.length, near: false, over: false };
  }
  const left = LIMITS.content - Array.from(text.trim()).length;
  return { left, near: left <= LIMITS.content - LIMITS.content * NEAR, over: left < 0 };
};

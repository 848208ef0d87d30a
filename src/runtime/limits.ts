import type { ServerLimits } from "../ports/runtime.ts";
import { LIMITS } from "../protocol/limits.ts";

export const DEFAULT_LIMITS: ServerLimits = {
  headersMs: 10_000,
  // An upload of 10 MiB at 1 Mbit/s takes 84 s.
  requestMs: 120_000,
  idleMs: 15_000,
  // A multipart body is more than its file.
  bodyBytes: LIMITS.uploadBytes + 1024 * 1024,
  discardBytes: 64 * 1024 * 1024,
  messageBytes: LIMITS.frameBytes,
  messageFragments: LIMITS.frameFragments,
  unsentBytes: 16 * 1024 * 1024,
  closeMs: 5_000,
};

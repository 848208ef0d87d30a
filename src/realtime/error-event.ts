import type { ProtocolError } from "../protocol/errors.ts";
import type { EventOf } from "../protocol/events.ts";

export const errorEvent = (error: ProtocolError, ref: string | undefined): EventOf<"error"> => ({
  event: "error",
  ...(ref === undefined ? {} : { ref }),
  code: error.code,
  message: error.message,
  ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: Math.ceil(error.retryAfterMs) }),
  ...(error.issues === undefined ? {} : { issues: [...error.issues] }),
});

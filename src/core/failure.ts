import { StoreUnavailable } from "../ports/store/store.ts";
import { ProtocolError } from "../protocol/errors.ts";

const RETRY_AFTER_MS = 1_000;

/** What the caller may be told of anything that was thrown; the rest stays in the log. */
export const failureOf = (error: unknown): ProtocolError => {
  if (error instanceof ProtocolError) return error;
  if (error instanceof StoreUnavailable) {
    return new ProtocolError("unavailable", "The store can't be reached; try again.", {
      retryAfterMs: RETRY_AFTER_MS,
      cause: error,
    });
  }
  return new ProtocolError("internal", "Something went wrong here; it has been noted.", {
    cause: error,
  });
};

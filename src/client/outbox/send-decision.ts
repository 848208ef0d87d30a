import { type ErrorCode, ProtocolError } from "../../protocol/errors.ts";
import { backoffMs } from "../backoff.ts";

/** What to do about a send that was not acked. */
export type SendDecision =
  /** The server will never take it as it is. */
  | { readonly refused: true; readonly error: ProtocolError }
  /** Its fate is open, or its turn has not come: the same cid again. */
  | { readonly refused: false; readonly error: ProtocolError; readonly waitMs: number };

const FOR_GOOD: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "bad_request",
  "forbidden",
  "not_found",
  "conflict",
  "gone",
  "too_large",
]);

/** `attempt` counts the failures in a row of the room, this one included; `fraction` is the jitter. */
export const decideAfterFailure = (
  thrown: unknown,
  attempt: number,
  fraction: number,
): SendDecision => {
  const error =
    thrown instanceof ProtocolError
      ? thrown
      : new ProtocolError("internal", "sending failed", { cause: thrown });
  if (FOR_GOOD.has(error.code)) return { refused: true, error };
  const waitMs = error.retryAfterMs ?? backoffMs(attempt, fraction);
  return { refused: false, error, waitMs };
};

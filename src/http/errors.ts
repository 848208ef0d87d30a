import { failureOf } from "../core/failure.ts";
import type { Logger } from "../ports/logger.ts";
import { ERROR_STATUS, ProtocolError } from "../protocol/errors.ts";
import type { ErrorBody } from "../protocol/rest/route.ts";
import type { HttpContext } from "./env.ts";

export const errorBody = (error: ProtocolError): ErrorBody => ({
  error: {
    code: error.code,
    message: error.message,
    ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: error.retryAfterMs }),
    ...(error.issues === undefined ? {} : { issues: [...error.issues] }),
  },
});

const detailOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** A body whose connection ended first, in the words of node:http and of Bun. */
const isCutOff = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "AbortError" ||
    (error.message === "aborted" && "code" in error && error.code === "ECONNRESET"));

/** What is told of anything that was thrown. Of a body that was cut off nobody hears it, but it is no failure here. */
export const toldOf = (error: unknown): ProtocolError =>
  isCutOff(error)
    ? new ProtocolError("bad_request", "The body was cut off.", { cause: error })
    : failureOf(error);

/** PROTOCOL §2; what went wrong inside stays in the log, under the request's id. */
export const errorResponse = (c: HttpContext, error: unknown, logger: Logger): Response => {
  const told = toldOf(error);
  const failed = (detail: string) => ({
    request_id: c.get("requestId"),
    route: c.get("route"),
    error_code: told.code,
    error: detail,
  });
  if (told.code === "internal") logger.error("request failed", failed(detailOf(error)));
  // Of no request's own making, nor a fault here: a store that is away, a server that is starting or draining.
  if (told.code === "unavailable") logger.warn("request refused for now", failed(String(error)));
  if (told.retryAfterMs !== undefined) {
    c.header("Retry-After", String(Math.max(1, Math.ceil(told.retryAfterMs / 1_000))));
  }
  // Fetch clients learn from this that the token is what is missing (RFC 9110 §11.6.1).
  if (told.code === "unauthenticated") c.header("WWW-Authenticate", "Bearer");
  return c.json(errorBody(told), ERROR_STATUS[told.code]);
};

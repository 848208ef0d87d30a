/** The closed set of errors: what REST answers and what WebSocket `error` events carry (PROTOCOL §2). */
export const ERROR_STATUS = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

/** WebSocket close codes. 3000–3499: reconnect and resume; 3500–3999: don't. */
export const CLOSE = {
  normal: 1000,
  tooLarge: 1009,
  draining: 1012,
  heartbeatLost: 3000,
  slowConsumer: 3001,
  tokenExpired: 3002,
  notAuthenticatedInTime: 3003,
  unauthenticated: 3500,
  banned: 3501,
  disconnectedByAdmin: 3502,
  protocolViolation: 3503,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** One field of a request that did not validate; `path` is dotted, empty for the whole. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

export interface ErrorDetails {
  readonly retryAfterMs?: number;
  readonly issues?: readonly Issue[];
  /** Of the REST call that was refused: by this the server's log has it. Set by clients. */
  readonly requestId?: string;
  /** What was thrown below; for logs, never for the caller. */
  readonly cause?: unknown;
}

/**
 * A refusal the caller may see: its message is written for them and holds no stack, query or path.
 * Anything else that is thrown is reported as `internal`, and its message stays in the log.
 */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly issues: readonly Issue[] | undefined;
  readonly requestId: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.issues = details.issues;
    this.requestId = details.requestId;
  }
}

/** Whether repeating the same call may succeed by itself: its fate is open (PROTOCOL §4, `unavailable`). */
export const isRetryable = (code: ErrorCode): boolean =>
  code === "unavailable" || code === "internal" || code === "rate_limited";

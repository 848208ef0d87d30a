import { type ErrorCode, ProtocolError } from "../../../src/protocol/errors.ts";
import { t } from "../i18n/i18n.ts";
import type { MessageKey } from "../i18n/schema.ts";

const TEXTS = {
  bad_request: "errors.badRequest",
  unauthenticated: "errors.unauthenticated",
  forbidden: "errors.forbidden",
  not_found: "errors.notFound",
  conflict: "errors.conflict",
  gone: "errors.gone",
  too_large: "errors.tooLarge",
  internal: "errors.internal",
  unavailable: "errors.unavailable",
} as const satisfies Partial<Record<ErrorCode, MessageKey>>;

const sentence = (text: string): string => {
  const first = text.charAt(0).toLocaleUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};

/** What to say of something that failed; refusals explain themselves. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof ProtocolError)) return t("errors.generic");
  if (error.code === "rate_limited") {
    const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000));
    return t("errors.tooFast", { seconds });
  }
  const said = error.message.trim();
  // What is unavailable may be the store, and the server says so; without a number of the request none answered.
  const explains =
    error.code === "unavailable" ? error.requestId !== undefined : error.code !== "internal";
  if (!explains || said === "") return t(TEXTS[error.code]);
  // "The request is not valid." alone would leave one guessing.
  const [issue] = error.issues ?? [];
  return [said, issue?.message ?? ""].filter(Boolean).map(sentence).join(" ");
};

/** The same of something that was to change: without an answer, or with a store that gave none, nobody knows. */
export const actErrorText = (error: unknown): string =>
  error instanceof ProtocolError && error.code === "unavailable"
    ? `${errorText(error)} ${t("errors.maybeDone")}`
    : errorText(error);

/** What is wrong with one field of a form; undefined when the error is about something else. */
export const fieldError = (error: unknown, field: string): string | undefined => {
  if (!(error instanceof ProtocolError)) return undefined;
  const issue = error.issues?.find(({ path }) => path === field || path.endsWith(`.${field}`));
  return issue && sentence(issue.message);
};

/** What went wrong, when, and where the log has it. */
export interface Failure {
  readonly error: unknown;
  readonly text: string;
  readonly at: number;
  readonly requestId: string | undefined;
}

export const failureOf = (error: unknown): Failure => ({
  error,
  text: errorText(error),
  at: Date.now(),
  requestId: error instanceof ProtocolError ? error.requestId : undefined,
});

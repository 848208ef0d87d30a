import { type ErrorCode, ProtocolError } from "../../../src/protocol/errors.ts";
import { refusals } from "../i18n/en/refusals.ts";
import { currentLocale, t } from "../i18n/i18n.ts";
import type { MessageKey } from "../i18n/schema.ts";
import { refusalWithValues } from "./refusals-with-values.ts";

const TEXTS = {
  bad_request: "errors.badRequest",
  unauthenticated: "errors.unauthenticated",
  forbidden: "errors.forbidden",
  not_found: "errors.notFound",
  conflict: "errors.conflict",
  gone: "errors.gone",
  too_large: "errors.tooLarge",
  internal: "errors.generic",
  unavailable: "errors.unavailable",
} as const satisfies Partial<Record<ErrorCode, MessageKey>>;

type RefusalKey = keyof typeof refusals;

/** Keys of what the server is known to say, by how it says it. */
const REFUSALS: ReadonlyMap<string, RefusalKey> = new Map(
  Object.entries(refusals).map(([key, text]) => [text, key as RefusalKey]),
);

/** The server explains itself in English; other languages know its refusals, and a sentence for each code. */
const serverSpeaksOurs = (): boolean => currentLocale() === "en";

/** What to tell people about something that failed. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof ProtocolError)) return t("errors.generic");
  if (error.code === "rate_limited") {
    const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000));
    return t("errors.tooFast", { seconds });
  }
  const said = error.message.trim();
  const refusal = REFUSALS.get(said);
  if (refusal !== undefined) return t(`refusals.${refusal}`);
  const withValues = refusalWithValues(said);
  if (withValues !== undefined) return withValues;
  const explains = error.code !== "unavailable" && said !== "" && serverSpeaksOurs();
  return explains ? sentence(said) : t(TEXTS[error.code]);
};

const sentence = (text: string): string => {
  const first = text.charAt(0).toLocaleUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};

/** What is wrong with one field of a form; undefined when the error is about something else. */
export const fieldError = (error: unknown, field: string): string | undefined => {
  if (!(error instanceof ProtocolError)) return undefined;
  const issue = error.issues?.find((i) => i.path === field || i.path.endsWith(`.${field}`));
  if (!issue) return undefined;
  if (serverSpeaksOurs()) return sentence(issue.message);
  const refusal = REFUSALS.get(issue.message);
  return refusal === undefined ? t("errors.field") : t(`refusals.${refusal}`);
};

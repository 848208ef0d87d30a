import type { LogFields } from "../../ports/logger.ts";

const SECRET_FIELD =
  /token|password|secret|authorization|cookie|credential|^code$|^content$|^text$/i;
/** JWTs, our refresh tokens and PHC strings, wherever they stand in a value. */
const SECRET_VALUE =
  /eyJ[\w-]{5,}\.[\w-]+\.[\w-]+|\b[0-9a-f-]{36}\.\d+\.[\w-]{20,}|\$argon2id\$\S+|(?<=[?&]token=)[^&\s]+/g;
const REDACTED = "[redacted]";
const MAX_LENGTH = 4_096;

/** What must not be in a log can't be put there by accident: by the field's name, or by how it looks. */
export const redactText = (text: string): string =>
  text.slice(0, MAX_LENGTH).replace(SECRET_VALUE, REDACTED);

export const redact = (fields: LogFields): LogFields => {
  const clean: Record<string, string | number | boolean | undefined> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (SECRET_FIELD.test(name)) clean[name] = REDACTED;
    else clean[name] = typeof value === "string" ? redactText(value) : value;
  }
  return clean;
};

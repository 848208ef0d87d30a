import { ProtocolError } from "../../../src/protocol/errors.ts";

/** What to tell people about something that failed. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof ProtocolError)) return "Something went wrong. Please try again.";
  if (error.code === "rate_limited") {
    const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000));
    return `That was a bit fast. Try again in ${seconds} s.`;
  }
  if (error.code === "unavailable") return "The server can't be reached right now.";
  const text = error.message.trim();
  return text === "" ? "Something went wrong. Please try again." : sentence(text);
};

const sentence = (text: string): string => {
  const first = text.charAt(0).toLocaleUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};

/** What is wrong with one field of a form; undefined when the error is about something else. */
export const fieldError = (error: unknown, field: string): string | undefined => {
  if (!(error instanceof ProtocolError)) return undefined;
  const issue = error.issues?.find((i) => i.path === field || i.path.endsWith(`.${field}`));
  return issue && sentence(issue.message);
};

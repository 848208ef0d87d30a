import * as v from "valibot";
import { type Issue, ProtocolError } from "../protocol/errors.ts";

const MAX_ISSUES = 20;

/** What was wrong with each field, without repeating what was sent. */
export const issuesOf = (issues: readonly v.BaseIssue<unknown>[]): Issue[] =>
  issues.slice(0, MAX_ISSUES).map((issue) => ({
    path: v.getDotPath(issue) ?? "",
    message: describe(issue),
  }));

/** Messages of our own schemas begin so; valibot's repeat what was received. */
const OWN_MESSAGE = /^(must|before,)/;
const LENGTHS = new Set(["min_length", "max_length", "max_bytes"]);

const describe = (issue: v.BaseIssue<unknown>): string => {
  if (issue.expected === "never") return "is not known";
  if (issue.kind === "schema" && issue.received === "undefined") return "is missing";
  if (OWN_MESSAGE.test(issue.message)) return issue.message;
  if (LENGTHS.has(issue.type)) return `must have a length of ${issue.expected}`;
  return issue.type === "regex" || issue.expected === null
    ? "must have the right form"
    : `must be ${issue.expected}`;
};

/** The value as its schema makes it; throws `bad_request` with the issues. */
export const validate = <S extends v.GenericSchema>(
  schema: S,
  value: unknown,
): v.InferOutput<S> => {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new ProtocolError("bad_request", "The request is not valid.", {
    issues: issuesOf(result.issues),
  });
};

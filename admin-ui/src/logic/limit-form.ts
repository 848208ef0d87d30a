import * as v from "valibot";
import {
  type RateLimitName,
  type RateLimits,
  RateRule,
  sameRule,
} from "../../../src/protocol/settings.ts";

/** What may be limited, in the order in which it is shown. */
export const LIMIT_NAMES = [
  "guest_messages",
  "member_messages",
  "login",
  "register",
  "guest",
  "upgrade",
  "rest",
] as const satisfies readonly RateLimitName[];

export const RULE_FIELDS = ["window", "per_s", "bucket", "refill_s"] as const;
export type RuleField = (typeof RULE_FIELDS)[number];

/** A rule as it is typed; times in seconds. */
export type RuleDraft = Readonly<Record<RuleField, string>>;

const SECOND = 1_000;
const seconds = (ms: number | undefined): string => (ms === undefined ? "" : String(ms / SECOND));

export const draftOf = ({ window, per_ms, bucket, refill_ms }: RateRule): RuleDraft => ({
  window: String(window),
  per_s: seconds(per_ms),
  bucket: bucket === undefined ? "" : String(bucket),
  refill_s: seconds(refill_ms),
});

const FIELD_OF: Readonly<Record<string, RuleField>> = {
  window: "window",
  per_ms: "per_s",
  bucket: "bucket",
  refill_ms: "refill_s",
};

const numberOf = (text: string, unit: number): number | undefined => {
  const trimmed = text.trim();
  return trimmed === "" ? undefined : Math.round(Number(trimmed.replace(",", ".")) * unit);
};

export type RuleOfDraft =
  | { readonly rule: RateRule; readonly wrong?: undefined }
  | { readonly rule?: undefined; readonly wrong: ReadonlySet<RuleField> };

/** The rule that a draft says, as the server would take it, or the fields in which it does not yet say one. */
export const ruleOf = (draft: RuleDraft): RuleOfDraft => {
  const [bucket, refill] = [numberOf(draft.bucket, 1), numberOf(draft.refill_s, SECOND)];
  const parsed = v.safeParse(RateRule, {
    window: numberOf(draft.window, 1),
    per_ms: numberOf(draft.per_s, SECOND),
    ...(bucket !== undefined && { bucket }),
    ...(refill !== undefined && { refill_ms: refill }),
  });
  // One without the other limits nothing.
  if (bucket === undefined && refill !== undefined) return { wrong: new Set(["bucket"]) };
  if (bucket !== undefined && refill === undefined) return { wrong: new Set(["refill_s"]) };
  if (parsed.success) return { rule: parsed.output };
  const fields = parsed.issues.flatMap((issue) => FIELD_OF[String(issue.path?.[0]?.key)] ?? []);
  return { wrong: new Set(fields) };
};

/** The limits that differ. */
export const changedLimits = (a: RateLimits, b: RateLimits): RateLimitName[] =>
  LIMIT_NAMES.filter((name) => !sameRule(a[name], b[name]));

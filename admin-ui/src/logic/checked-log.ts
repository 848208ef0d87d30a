import * as v from "valibot";

/** Where the log ended when this browser found it intact: who rewrites all of it can't rewrite this. */
const CheckedLog = v.strictObject({ rows: v.number(), hash: v.string(), at: v.number() });
export type CheckedLog = v.InferOutput<typeof CheckedLog>;

export const CHECKED_LOG_KEY = "crosstalk.admin.checked-log";

export const parseCheckedLog = (stored: string | null): CheckedLog | undefined => {
  try {
    const parsed = v.safeParse(CheckedLog, JSON.parse(stored ?? ""));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};

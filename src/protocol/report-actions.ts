import * as v from "valibot";
import * as p from "./primitives.ts";

/** What a report is closed with. The last three fall on whoever wrote the message. */
export const ReportAction = v.variant("type", [
  v.strictObject({ type: v.literal("delete_message") }),
  v.strictObject({ type: v.literal("warn"), text: p.Announcement }),
  /** They can't write anywhere until then. */
  v.strictObject({ type: v.literal("mute"), until: p.Timestamp }),
  v.strictObject({
    type: v.literal("ban"),
    reason: v.optional(p.Reason),
    expires_at: v.optional(p.Timestamp),
  }),
]);
export type ReportAction = v.InferOutput<typeof ReportAction>;

/** What was done about somebody before. */
export const PriorAction = v.strictObject({
  kind: v.picklist(["ban", "mute", "report"]),
  id: p.Id,
  at: p.Timestamp,
  by: v.optional(p.Id),
  /** Of a report: its status; of the others: whether it is in force. */
  status: v.picklist(["open", "resolved", "dismissed", "in_force", "over"]),
  /** The reason given, or the note of whoever looked into it. */
  text: v.optional(v.string()),
  until: v.optional(p.Timestamp),
});
export type PriorAction = v.InferOutput<typeof PriorAction>;

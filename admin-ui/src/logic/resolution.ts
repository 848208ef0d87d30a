import type { ReportAction } from "../../../src/protocol/report-actions.ts";
import { type Expiry, type ExpiryChoice, expiryOf } from "./ban-form.ts";

/** What a report can be closed with, from the mildest on. */
export const RESOLUTIONS = ["dismiss", "delete_message", "warn", "mute", "ban"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** A message that is deleted, and a warning that was read, stay so. */
export const canBeUndone = (resolution: Resolution): boolean =>
  resolution !== "delete_message" && resolution !== "warn";

export interface ResolutionForm {
  readonly resolution: Resolution;
  readonly note: string;
  /** What whoever is warned reads. */
  readonly warning: string;
  readonly choice: ExpiryChoice;
  readonly custom: number | undefined;
}

interface ResolutionBody {
  readonly status: "resolved" | "dismissed";
  readonly note?: string;
  readonly action?: ReportAction;
}

/** Of a mute, which always ends, and of a ban. */
export const expiryOfForm = ({ choice, custom }: ResolutionForm, now: number): Expiry =>
  expiryOf(choice, custom, now);

const actionOf = (form: ResolutionForm, now: number): ReportAction | "incomplete" | undefined => {
  const note = form.note.trim();
  const expiry = expiryOfForm(form, now);
  switch (form.resolution) {
    case "dismiss":
      return undefined;
    case "delete_message":
      return { type: "delete_message" };
    case "warn": {
      const text = form.warning.trim();
      return text === "" ? "incomplete" : { type: "warn", text };
    }
    case "mute":
      if (expiry.problem !== undefined || expiry.at === undefined) return "incomplete";
      return { type: "mute", until: expiry.at };
    case "ban":
      if (expiry.problem !== undefined) return "incomplete";
      return {
        type: "ban",
        ...(note !== "" && { reason: note }),
        ...(expiry.at !== undefined && { expires_at: expiry.at }),
      };
  }
};

/** As the server takes it, the report and what is done about it in one; undefined while something is missing. */
export const resolutionBody = (form: ResolutionForm, now: number): ResolutionBody | undefined => {
  const action = actionOf(form, now);
  if (action === "incomplete") return undefined;
  const note = form.note.trim();
  return {
    status: form.resolution === "dismiss" ? "dismissed" : "resolved",
    ...(note !== "" && { note }),
    ...(action !== undefined && { action }),
  };
};

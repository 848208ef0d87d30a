import type { AnnouncementLevel, Audience } from "../../../src/protocol/announcements.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

export const LEVELS: readonly AnnouncementLevel[] = ["info", "warning", "critical"];

export interface AnnouncementForm {
  readonly text: string;
  readonly level: AnnouncementLevel;
  readonly later: boolean;
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
}

interface AnnouncementBody {
  readonly text: string;
  readonly level: AnnouncementLevel;
  readonly starts_at?: number;
  readonly ends_at?: number;
}

export interface AnnouncementDecision {
  /** As the server takes it; undefined while something is missing or wrong. */
  readonly body: AnnouncementBody | undefined;
  readonly endsWrong: boolean;
  /** Characters, as the server counts them: code points. */
  readonly left: number;
}

export const announcementOf = (form: AnnouncementForm, now: number): AnnouncementDecision => {
  const text = form.text.trim();
  const left = LIMITS.announcement - Array.from(text).length;
  const start = form.later ? form.startsAt : now;
  const endsWrong =
    form.endsAt !== undefined && form.endsAt <= Math.max(now, start ?? Number.NEGATIVE_INFINITY);
  const complete = text !== "" && left >= 0 && start !== undefined && !endsWrong;
  return {
    body: complete
      ? {
          text,
          level: form.level,
          ...(form.later && { starts_at: start }),
          ...(form.endsAt !== undefined && { ends_at: form.endsAt }),
        }
      : undefined,
    endsWrong,
    left,
  };
};

/** For whom an announcement can be written, apart from one room and one user, which it is from their own pages. */
export const AUDIENCES = [
  "everyone",
  "members",
  "guests",
] as const satisfies readonly Audience["to"][];

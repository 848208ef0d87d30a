import type { AuditRow } from "../../protocol/audit/audit-row.ts";
import type { StatsEventType } from "../../protocol/stats.ts";

const MARKED: Readonly<Record<string, StatsEventType>> = {
  "ban.create": "ban",
  "ban.lift": "unban",
};

/** What charts call an action of an admin that took effect; most of them change no number. */
export const markedBy = ({ action, result }: AuditRow): StatsEventType | undefined => {
  const [name = ""] = action.split(" ", 1);
  return result === "ok" ? MARKED[name] : undefined;
};

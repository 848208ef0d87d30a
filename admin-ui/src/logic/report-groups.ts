import type { Report } from "../../../src/protocol/admin-entities.ts";

/** The reports of one message. */
export interface ReportGroup {
  readonly key: string;
  /** The one that waits the longest. */
  readonly oldest: Report;
  /** All that are open, on whatever page; of closed ones those on this page. */
  readonly count: number;
}

/** Reports of the same message as one, in the order in which the first of each came. */
export const groupedReports = (reports: readonly Report[]): ReportGroup[] => {
  const groups = new Map<string, Report[]>();
  for (const report of reports) {
    const key = `${report.room_id} ${report.seq}`;
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return Array.from(groups, ([key, members]) => {
    const oldest = members.reduce((a, b) => (b.created_at < a.created_at ? b : a));
    const known = members.map(({ same_message }) => same_message ?? 0);
    return { key, oldest, count: Math.max(members.length, ...known) };
  });
};

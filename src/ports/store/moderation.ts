import type { ReportAction } from "../../protocol/report-actions.ts";
import type { RoomRules } from "../../protocol/room-rules.ts";
import type { Settings } from "../../protocol/settings.ts";
import type { Page } from "./accounts.ts";
import type { AnnouncementStore } from "./announcements.ts";
import type { LimitTrafficStore } from "./limit-traffic.ts";

export interface BanRecord {
  readonly id: string;
  /** mute: of a user, who can't write anywhere; they get in all the same. */
  readonly kind: "ban" | "mute";
  readonly userId?: string;
  /** An address or a CIDR, in canonical form. */
  readonly ip?: string;
  readonly reason?: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

export interface BanListQuery {
  readonly kind: BanRecord["kind"];
  /** Only those in force then. */
  readonly now: number;
  /** expires: by when they end, those without an end after all others. */
  readonly sort: "created" | "expires";
  readonly descending: boolean;
  readonly cursor?: string;
  readonly limit: number;
}

export interface ReportRecord {
  readonly id: string;
  readonly roomId: string;
  /** The message that it is about. */
  readonly seq: number;
  readonly reporterId: string;
  readonly reason: string;
  readonly status: "open" | "resolved" | "dismissed";
  /** Of whoever looked into it. */
  readonly note?: string;
  readonly createdAt: number;
  /** Who wrote it; absent in those of earlier versions. */
  readonly authorId?: string;
  readonly closedBy?: string;
  readonly closedAt?: number;
  readonly action?: ReportAction;
  /** The ban or mute that it was closed with. */
  readonly banId?: string;
}

export type NewReport = Pick<
  ReportRecord,
  "id" | "roomId" | "seq" | "reporterId" | "reason" | "createdAt" | "authorId"
>;

export interface ReportChange {
  readonly status: Exclude<ReportRecord["status"], "open">;
  /** Left as it was where it is not given, as are the others. */
  readonly note?: string | undefined;
  readonly closedBy?: string | undefined;
  readonly closedAt?: number | undefined;
  readonly action?: ReportAction | undefined;
  readonly banId?: string | undefined;
}

export interface RoomRulesRecord {
  readonly roomId: string;
  readonly rules: RoomRules;
}

export interface ModerationStore extends AnnouncementStore, LimitTrafficStore {
  /**
   * `last_admin`, and nothing is kept, where no admin would be left who is neither disabled nor banned at
   * `ban.createdAt`, also by two who bar each other at once.
   */
  createBan(ban: BanRecord): Promise<"created" | "last_admin">;
  /** The ban that was lifted. */
  removeBan(id: string): Promise<BanRecord | undefined>;
  /** Removes those that are over at `now`, in bounded steps. */
  removeExpiredBans(now: number): Promise<void>;
  /** Of a user, in force or over, newest first; those that were lifted are gone. */
  bansOf(userId: string, limit: number): Promise<BanRecord[]>;
  /** Those of one place in the order of their ids. */
  bans(query: BanListQuery): Promise<Page<BanRecord>>;
  /** All in force at `now`, of both kinds: what a server keeps in memory. */
  activeBans(now: number): Promise<BanRecord[]>;
  /**
   * False while what its reporter said of that message before is open. Where that was closed it is open again under
   * its own id, with what is said now, and nothing left of how it was closed. Reports outlive rooms and users.
   */
  createReport(report: NewReport): Promise<boolean>;
  /** Newest first. */
  reports(
    status: ReportRecord["status"] | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<ReportRecord>>;
  report(id: string): Promise<ReportRecord | undefined>;
  /** Of one message, with that status, oldest first; at most `limit`. */
  reportsOfMessage(
    roomId: string,
    seq: number,
    status: ReportRecord["status"],
    limit: number,
  ): Promise<ReportRecord[]>;
  /** Of what somebody wrote, newest first. */
  reportsOfAuthor(authorId: string, limit: number): Promise<ReportRecord[]>;
  /**
   * The report as it is now. With `from` only while its status is that: of two who close it at once one does.
   * Undefined when there is none, or it was otherwise.
   */
  updateReport(
    id: string,
    change: ReportChange,
    from?: ReportRecord["status"],
  ): Promise<ReportRecord | undefined>;
  /** Open again, with nothing left of how it was closed; undefined when it is not closed, or there is none. */
  reopenReport(id: string): Promise<ReportRecord | undefined>;
  /** Of all rooms that have any: what a server keeps in memory. */
  roomRules(): Promise<RoomRulesRecord[]>;
  /**
   * One after another for each room: `change` is given what holds, and may be asked again. What it throws changes
   * nothing. Undefined: the room has none.
   */
  updateRoomRules(
    roomId: string,
    change: (rules: RoomRules | undefined) => RoomRules | undefined,
  ): Promise<void>;
  /** Undefined until first saved. */
  settings(): Promise<Settings | undefined>;
  /** One after another: `change` is given what was saved last, and may be asked again. What it throws changes nothing. */
  updateSettings(change: (settings: Settings | undefined) => Settings): Promise<void>;
}

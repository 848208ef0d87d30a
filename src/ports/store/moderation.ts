import type { Settings } from "../../protocol/settings.ts";
import type { Page } from "./accounts.ts";

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
}

export interface ModerationStore {
  createBan(ban: BanRecord): Promise<void>;
  /** The ban that was lifted. */
  removeBan(id: string): Promise<BanRecord | undefined>;
  /** Removes those that are over at `now`, in bounded steps. */
  removeExpiredBans(now: number): Promise<void>;
  /** Of a user, in force or over, newest first; those that were lifted are gone. */
  bansOf(userId: string, limit: number): Promise<BanRecord[]>;
  /** In force at `now`, newest first. */
  bans(
    kind: BanRecord["kind"],
    now: number,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<BanRecord>>;
  /** All in force at `now`, of both kinds: what a server keeps in memory. */
  activeBans(now: number): Promise<BanRecord[]>;
  /** False when its reporter has reported that message before. Reports outlive rooms and users. */
  createReport(report: ReportRecord): Promise<boolean>;
  /** Newest first. */
  reports(
    status: ReportRecord["status"] | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<ReportRecord>>;
  /** The report as it is now; a note that is not given is left as it was. Undefined when there is none. */
  updateReport(
    id: string,
    change: { readonly status: ReportRecord["status"]; readonly note?: string | undefined },
  ): Promise<ReportRecord | undefined>;
  /** Undefined until first saved. */
  settings(): Promise<Settings | undefined>;
  saveSettings(settings: Settings): Promise<void>;
}

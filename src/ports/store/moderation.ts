import type { Settings } from "../../protocol/settings.ts";
import type { Page } from "./accounts.ts";

export interface BanRecord {
  readonly id: string;
  readonly userId?: string;
  /** An address or a CIDR, in canonical form. */
  readonly ip?: string;
  readonly reason?: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

export interface ModerationStore {
  createBan(ban: BanRecord): Promise<void>;
  /** The ban that was lifted. */
  removeBan(id: string): Promise<BanRecord | undefined>;
  /** Removes those that are over at `now`, in bounded steps. */
  removeExpiredBans(now: number): Promise<void>;
  /** In force at `now`, newest first. */
  bans(now: number, cursor: string | undefined, limit: number): Promise<Page<BanRecord>>;
  /** All in force at `now`: what a server keeps in memory. */
  activeBans(now: number): Promise<BanRecord[]>;
  /** Undefined until first saved. */
  settings(): Promise<Settings | undefined>;
  saveSettings(settings: Settings): Promise<void>;
}

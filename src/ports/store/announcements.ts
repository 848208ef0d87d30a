import type {
  AnnouncementLevel,
  AnnouncementState,
  Audience,
} from "../../protocol/announcements.ts";
import type { Page } from "./accounts.ts";

export interface AnnouncementRecord {
  readonly id: string;
  readonly text: string;
  readonly level: AnnouncementLevel;
  readonly audience: Audience;
  /** Goes up with each other text or level. */
  readonly version: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly createdBy: string;
  readonly createdAt: number;
  /** Connections that this version was written to. */
  readonly reached: number;
}

export interface AnnouncementStore {
  /** Creates it, or takes the place of what it was. */
  saveAnnouncement(announcement: AnnouncementRecord): Promise<void>;
  announcement(id: string): Promise<AnnouncementRecord | undefined>;
  /** Newest first; those for one user are not listed. */
  announcements(
    state: AnnouncementState | undefined,
    now: number,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<AnnouncementRecord>>;
  /** All that are not over at `now` and not for one user: what servers keep in memory. Oldest first. */
  currentAnnouncements(now: number): Promise<AnnouncementRecord[]>;
  /** Those for that user alone that are live at `now`, oldest first; at most `limit`. */
  announcementsTo(userId: string, now: number, limit: number): Promise<AnnouncementRecord[]>;
  /** While it still is that version. */
  addReached(id: string, version: number, connections: number): Promise<void>;
  /** Those that ended before `time`. */
  removeAnnouncements(before: number): Promise<void>;
}

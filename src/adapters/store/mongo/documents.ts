import type { Binary } from "mongodb";
import type { UserRecord } from "../../../ports/store/accounts.ts";
import type { TotpRecord } from "../../../ports/store/admins.ts";
import type { AnnouncementRecord } from "../../../ports/store/announcements.ts";
import type { TrafficRecord } from "../../../ports/store/limit-traffic.ts";
import type { ReportRecord } from "../../../ports/store/moderation.ts";
import type { AuditHead, AuditRow } from "../../../protocol/audit/audit-row.ts";
import type { Mark, MemberRole, RoomKind } from "../../../protocol/primitives.ts";
import type { RoomRules } from "../../../protocol/room-rules.ts";
import type { Settings } from "../../../protocol/settings.ts";
import type { StatsEventType } from "../../../protocol/stats.ts";

/** What the collections hold. Fields that are undefined are not stored. */

export interface UserDocument {
  readonly _id: string;
  readonly kind: UserRecord["kind"];
  readonly username?: string | undefined;
  readonly displayName: string;
  /** What living users are sorted by; servers of earlier versions don't write it. */
  readonly foldedName?: string | undefined;
  readonly number?: number | undefined;
  readonly role: UserRecord["role"];
  readonly passwordHash?: string | undefined;
  readonly disabled: boolean;
  readonly deleted: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** Folded words of display name and username, from each word to the end; living users only. */
  readonly names?: readonly string[] | undefined;
  /** Deleted, with rooms to leave. */
  readonly leaving?: true;
  /** Goes up with each new membership: two at once meet here. */
  readonly joins?: number;
}

/** Dates are what TTL indexes go by. */
export interface SessionDocument {
  readonly _id: string;
  readonly user: string;
  readonly audience: "chat" | "admin";
  readonly generation: number;
  readonly rotatedAt: number;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: Date;
  readonly ip: string;
  /** What `ip` sorts by; older servers don't write it. */
  readonly address?: string | undefined;
  readonly userAgent: string;
}

/** One a user, under the user's id. */
export interface ResetCodeDocument {
  readonly _id: string;
  readonly codeHash: string;
  readonly expiresAt: Date;
}

/** Under the user's id. */
export interface TotpDocument extends TotpRecord {
  readonly _id: string;
}

export interface BlockDocument {
  readonly _id: { readonly user: string; readonly blocked: string };
}

export interface RoomDocument {
  readonly _id: string;
  readonly kind: RoomKind;
  readonly name: string;
  /** Public and ephemeral rooms, while they live. */
  readonly nameKey?: string | undefined;
  /** Of every room, for lists of all of them; absent where an older server made it. */
  readonly foldedName?: string | undefined;
  readonly topic?: string | undefined;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly members: number;
  /** Goes up as roles change: two changes at once meet here. */
  readonly roleChanges?: number;
  readonly pair?: readonly [string, string] | undefined;
  /** Direct rooms, while they live: the pair's ids. */
  readonly pairKey?: string | undefined;
  /** At most a second behind the newest entry: only for the order of rooms to discover. */
  readonly activeAt: number;
  /**
   * Lowest seq kept, the messages that were below it, and a time not after that of the entry there. The time
   * is what retention finds rooms by; those that are gone have none.
   */
  readonly floor: number;
  readonly floorN: number;
  readonly floorAt: number;
  /** Chunks of terms cover its log up to here, at least. */
  readonly indexedTo?: number;
  /** Gone for every reader; its content is being removed. */
  readonly removed?: true;
  /** All of it is removed: what is left is to be forgotten then. */
  readonly purgeAt?: Date;
}

export interface MemberDocument {
  readonly _id: { readonly room: string; readonly user: string };
  readonly role: MemberRole;
  readonly joinedAt: number;
  readonly muted: boolean;
  readonly pinned: boolean;
  readonly read: Mark;
  /** The member's own messages up to this seq are counted in `read` already. */
  readonly counted?: number;
}

export interface InviteDocument {
  /** The code. */
  readonly _id: string;
  readonly room: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: Date;
  readonly usesLeft?: number | undefined;
  /** Then it has no uses left either; by this the second to revoke it finds that it was. */
  readonly revoked?: true;
}

export interface BanDocument {
  readonly _id: string;
  /** Left out: a ban. */
  readonly kind?: "mute" | undefined;
  readonly userId?: string | undefined;
  readonly ip?: string | undefined;
  readonly reason?: string | undefined;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt?: Date | undefined;
}

export interface ReportDocument extends Omit<ReportRecord, "id"> {
  readonly _id: string;
}

/** A row under its number in the chain. */
export interface AuditDocument extends AuditRow {
  readonly _id: number;
  /** The ids in its target. */
  readonly targets: readonly string[];
}

export interface AuditBegunDocument {
  readonly _id: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly ip: string;
}

export interface LimitTrafficDocument {
  readonly _id: { readonly at: number; readonly server: string };
  readonly limits: TrafficRecord["limits"];
}

export interface RoomRulesDocument {
  /** The room's id. */
  readonly _id: string;
  readonly rules: RoomRules;
}

export interface AnnouncementDocument extends Omit<AnnouncementRecord, "id"> {
  readonly _id: string;
}

export interface AttachmentDocument {
  readonly _id: string;
  readonly owner: string;
  readonly createdAt: number;
  readonly state: "uploading" | "unsent" | "in_use" | "abandoned";
  /** Goes up as messages come to carry it, and as they cease to: two changes at once meet here. */
  readonly changes?: number;
  readonly name: string;
  readonly size: number;
  readonly mime: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** As GridFS has them. */
export interface FileDocument {
  readonly _id: string;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  readonly filename: string;
}
export interface ChunkDocument {
  readonly files_id: string;
  readonly n: number;
  readonly data: Binary;
}

/** `_id.server` is empty for the whole cluster. */
export interface StatsPointDocument {
  readonly _id: { readonly server: string; readonly at: number };
  /** `at` again, as what TTL indexes go by. */
  readonly when: Date;
  readonly weight: number;
  readonly measures: Binary;
}

export interface StatsEventDocument {
  readonly _id: string;
  readonly at: number;
  readonly when: Date;
  readonly type: StatsEventType;
  readonly server_id?: string | undefined;
  readonly until?: number | undefined;
  readonly detail?: string | undefined;
}

/** Single things: the version of the schema, the lease of who migrates, the settings, the end of the audit log, a write to try. */
export interface MetaDocument {
  readonly _id: "schema" | "migration" | "settings" | "audit_head" | "admins" | "probe";
  readonly version?: number;
  /** Servers that know schemas from this version on work with it too. */
  readonly compatible?: number;
  readonly owner?: string;
  /** By the clock of the database. */
  readonly until?: Date;
  readonly value?: Settings;
  readonly head?: AuditHead;
  /** Goes up as admins come and go: two changes at once meet here. */
  readonly changes?: number;
  readonly at?: Date;
}

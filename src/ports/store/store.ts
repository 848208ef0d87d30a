import type { AccountStore } from "./accounts.ts";
import type { AttachmentStore } from "./attachments.ts";
import type { AuditStore } from "./audit.ts";
import type { LogStore } from "./log.ts";
import type { ModerationStore } from "./moderation.ts";
import type { RoomStore } from "./rooms.ts";
import type { StatsStore } from "./stats.ts";

/** The store did not answer, or can't now (locked, full, away): the outcome of a write is unknown. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The store can't be opened as it is: the message is one line for the operator, with what to do. */
export class StoreUnusable extends Error {
  override readonly name = "StoreUnusable";
}

export interface StoreHealth {
  readonly ok: boolean;
  readonly detail?: string;
}

/**
 * The record of everything (DESIGN §2). Each write is durable when its promise resolves.
 * Every adapter passes tests/contract/store.ts.
 */
export interface Store {
  readonly kind: "sqlite" | "mongo";
  readonly accounts: AccountStore;
  readonly rooms: RoomStore;
  readonly log: LogStore;
  readonly attachments: AttachmentStore;
  readonly moderation: ModerationStore;
  readonly stats: StatsStore;
  /** Of the schema that this version works with. */
  readonly migration: number;
  readonly audit: AuditStore;
  health(): StoreHealth;
  /** How long a round trip takes now, in milliseconds; undefined where there is no way to go. */
  delayMs(): Promise<number | undefined>;
  /** Gauges for /metrics: name → value, names in the store's own prefix. */
  gauges(): Readonly<Record<string, number>>;
  /** A consistent copy into a new directory while in use; embedded only (others: their own tools). */
  backup(directory: string): Promise<void>;
  close(): Promise<void>;
}

import type { SearchAnswer } from "../../../ports/store/log.ts";

/** What to look for, ids replaced by keys. */
export interface SearchMatch {
  readonly terms: readonly string[];
  readonly rooms: readonly number[];
  readonly sender?: number;
  readonly withFiles?: boolean;
  /** Written in this half-open span of time, in milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  /** Entry ids below it only. */
  readonly before?: number;
  readonly limit: number;
}

export interface WorkerOptions {
  readonly databaseFile: string;
  readonly indexFile: string;
}

export type ToWorker =
  /** `upTo`: the id of the newest entry that must have been seen. */
  | {
      readonly type: "search";
      readonly id: number;
      readonly upTo: number;
      readonly match: SearchMatch;
    }
  /** There are entries up to this id. */
  | { readonly type: "wrote"; readonly upTo: number }
  /** There may be rows in `search_removals`. */
  | { readonly type: "removed" }
  | { readonly type: "close" };

export type FromWorker =
  | { readonly type: "found"; readonly id: number; readonly answer: SearchAnswer }
  /** Not caught up in time, or it failed: `message` is for the log. */
  | { readonly type: "missed"; readonly id: number; readonly message: string }
  | { readonly type: "indexed"; readonly upTo: number }
  /** These are forgotten: they can leave `search_removals`. */
  | { readonly type: "forgot"; readonly entries: readonly number[] }
  | { readonly type: "checkpointed"; readonly walPages: number; readonly left: number }
  | { readonly type: "trouble"; readonly message: string }
  /** Its connections are closed. */
  | { readonly type: "closed" };

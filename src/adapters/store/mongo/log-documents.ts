import type { EntryPayload } from "../../../ports/store/log.ts";
import type { Attachment } from "../../../protocol/entries.ts";

/** What the collections of a room's log hold: entries, reactions, and what is searched by. Fields that are undefined are not stored. */

/** `_id` is (room, seq) itself, which saves every append an index. */
export interface EntryId {
  readonly room: string;
  readonly seq: number;
}

/** `end` closes the log of a room that is gone: the seq that an append would take is taken. */
export type EntryEvent = EntryPayload["event"] | "end";

export interface EntryDocument {
  readonly _id: EntryId;
  readonly event: EntryEvent;
  readonly n: number;
  /** The entry's id. This, cid, sender and server are empty at an `end`. */
  readonly id: string;
  readonly cid: string;
  readonly sender: string;
  readonly at: number;
  /** `at`, or that of an entry before it which was later: ascends with seq, whatever the servers' clocks. */
  readonly when: number;
  readonly server: string;
  readonly erased?: true | undefined;
  /** Retention has passed it; it stays while it is the last, so that the next seq is known. */
  readonly retired?: true | undefined;
  readonly target?: number | undefined;
  readonly replyTo?: number | undefined;
  readonly mentions?: readonly string[] | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  readonly emoji?: string | undefined;
  readonly on?: boolean | undefined;
  readonly change?: "joined" | "left" | "kicked" | undefined;
  readonly user?: string | undefined;
  readonly name?: string | undefined;
  readonly topic?: string | undefined;
  readonly content?: string | undefined;
  /** Messages: the folded words of what it says now. */
  readonly terms?: readonly string[] | undefined;
  /** Messages: seqs of the newest edit and delete, and the emoji shown, in the order they came to be. */
  readonly edited?: number | undefined;
  readonly deleted?: number | undefined;
  readonly tallies?: readonly Tally[] | undefined;
  /** Of an `end`: when no append can be so late any more. */
  readonly purgeAt?: Date | undefined;
}

/** What is said from one seq of a room to another: those of a room touch each other. */
export interface TermChunkDocument {
  readonly _id: { readonly room: string; readonly from: number };
  readonly to: number;
  /** `when` of its first and last entry. */
  readonly since: number;
  readonly until: number;
  /** Of its messages; words that edits and deletes have taken back may be among them. */
  readonly terms: readonly string[];
  /** There while it is not sure that none of `terms` was erased: goes up with each doubt. */
  readonly stale?: number;
}

export interface Tally {
  readonly emoji: string;
  readonly count: number;
}

export interface ReactionId {
  readonly room: string;
  readonly target: number;
  readonly user: string;
  readonly emoji: string;
}

/** A user's last word on an emoji of a message. */
export interface ReactionDocument {
  readonly _id: ReactionId;
  readonly seq: number;
  readonly on: boolean;
}

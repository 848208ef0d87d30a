import type { Attachment } from "../../protocol/entries.ts";
import type { Mark } from "../../protocol/primitives.ts";

/** What an entry says, by its event; `target` and `replyTo` are seqs of the same room. */
export type EntryPayload =
  | {
      readonly event: "message";
      /** Absent once erased. */
      readonly content?: string;
      readonly replyTo?: number;
      /** User ids, fixed at sending. */
      readonly mentions?: readonly string[];
      /** As they were when it was sent: what is known of a file never changes. */
      readonly attachments?: readonly Attachment[];
    }
  | { readonly event: "edit"; readonly target: number; readonly content?: string }
  | { readonly event: "delete"; readonly target: number }
  | {
      readonly event: "reaction";
      readonly target: number;
      readonly emoji: string;
      readonly on: boolean;
    }
  | {
      readonly event: "member";
      readonly change: "joined" | "left" | "kicked";
      readonly userId: string;
    }
  | { readonly event: "room"; readonly name?: string; readonly topic?: string };

/** One stored line of a room's log. */
export interface EntryRecord {
  readonly roomId: string;
  readonly seq: number;
  readonly n: number;
  readonly id: string;
  readonly cid: string;
  readonly senderId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly serverId: string;
  /** A deleted `message`, or an `edit` of one: its content is gone. */
  readonly erased: boolean;
  readonly payload: EntryPayload;
}

export type AppendOutcome =
  /** The whole batch is durable. */
  | { readonly status: "stored" }
  /**
   * `batch[stored]` conflicts: those before it are durable, it and all after it were not written.
   * `seq`: another writer took (room, seq). `cid`: (room, sender, cid) stands already as `existing`.
   * `room`: the room is gone.
   */
  | { readonly status: "stopped"; readonly stored: number; readonly conflict: "seq" | "room" }
  | {
      readonly status: "stopped";
      readonly stored: number;
      readonly conflict: "cid";
      readonly existing: EntryRecord;
    };

/** What a decision about a change to a message needs to know of it, as of the last durable entry. */
export interface TargetQuery {
  readonly roomId: string;
  readonly seq: number;
  /** Who reacts, and with what; absent for other changes. */
  readonly reaction?: { readonly userId: string; readonly emoji: string };
}
export interface TargetState {
  readonly message: EntryRecord;
  /** With the last edit; absent once erased. */
  readonly content?: string;
  readonly deleted: boolean;
  /** The newest reaction entry of that user with that emoji. */
  readonly reaction?: EntryRecord;
  /** Different emoji that somebody's reaction shows now; counted up to 51. Only with `query.reaction`. */
  readonly emojis: number;
  /** Whether `query.reaction.emoji` is one of them. */
  readonly emojiShown: boolean;
}

export interface HistoryQuery {
  readonly roomId: string;
  /** Exclusive; at most one of the three; none means the newest page. */
  readonly before?: number;
  readonly after?: number;
  /** Included, where that seq is a message; else the page around where it would stand. */
  readonly around?: number;
  readonly limit: number;
  /** Whose reactions are told from others'; without a viewer there are none in the answer. */
  readonly viewerId?: string;
}
/** One emoji that a message shows. */
export interface ReactionTally {
  readonly target: number;
  readonly emoji: string;
  /** Users whose newest reaction with it is on; at least 1. */
  readonly count: number;
  /** Whether the viewer is one of them. */
  readonly own: boolean;
}
/** As long as its messages are many, however often they were changed. */
export interface HistoryPage {
  /** `message` entries, ascending seq. */
  readonly messages: readonly EntryRecord[];
  /** The newest `edit` and the newest `delete` entry of each of them, ascending seq. */
  readonly changes: readonly EntryRecord[];
  /** What their reactions come to: by target, then in the order in which the emoji came to be shown. */
  readonly reactions: readonly ReactionTally[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

export interface RoomTip extends Mark {
  /** The lowest seq kept; 1 until retention raises it; tip.seq + 1 when all was removed. */
  readonly floor: number;
}

export interface SearchQuery {
  /** Folded terms (protocol/search-terms.ts), all of which must begin a word; none: whatever was said. */
  readonly terms: readonly string[];
  /** Never empty. */
  readonly roomIds: readonly string[];
  readonly senderId?: string;
  /**
   * Written before, and not before, these times. An entry whose server's clock was behind counts as written
   * when the one before it was.
   */
  readonly before?: number;
  readonly after?: number;
  /** Only messages that carry attachments. */
  readonly withFiles?: boolean;
  /** As an earlier answer gave it. */
  readonly cursor?: string;
  readonly limit: number;
}
export interface SearchAnswer {
  /** Newest first. Deleted messages and content that an edit replaced don't match. */
  readonly hits: readonly { readonly roomId: string; readonly seq: number }[];
  readonly nextCursor?: string;
}

/**
 * The append-only logs of all rooms (DESIGN §2).
 *
 * Every method may reject with `StoreUnavailable`; after that the outcome of an append is unknown,
 * and the caller repeats the same entries with the same cids.
 * What a read returns was durable (majority-committed) before, so that no crash takes it back.
 */
export interface LogStore {
  /**
   * Appends ≤ 256 entries in order, atomically per entry: an entry is stored whole, with these:
   * a `message` moves its sender's read mark to itself, and is what its attachments are in use by; a `delete`
   * erases its target's content, the content of the target's edits, its mentions and attachments.
   * (room, seq) and (room, sender, cid) are unique.
   * Resolves once durable: no crash of process, machine or (clustered) a minority undoes it.
   */
  append(batch: readonly EntryRecord[]): Promise<AppendOutcome>;
  /** Undefined when there is no such room. */
  tip(roomId: string): Promise<RoomTip | undefined>;
  /** The same of many rooms (≤ 256) at once, as durable as one: of those that there are. */
  tips(roomIds: readonly string[]): Promise<ReadonlyMap<string, RoomTip>>;
  /** The raw log with seq > `after`, ascending, at most `limit`; erased content is absent and marked. */
  entries(roomId: string, after: number, limit: number): Promise<EntryRecord[]>;
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** In the order of the queries; undefined where seq is no `message` of that room. */
  targets(queries: readonly TargetQuery[]): Promise<(TargetState | undefined)[]>;
  /** The entry that stands under this cid: for repeats that would be refused by what came since. */
  byCid(roomId: string, senderId: string, cid: string): Promise<EntryRecord | undefined>;
  /** The messages of a room at these seqs with their changes, ascending; for search hits and replies. */
  messagesAt(roomId: string, seqs: readonly number[], viewerId?: string): Promise<HistoryPage>;
  /** Users whose newest reaction to that message with that emoji is on; at most `limit`, in an order that stays. */
  reactors(roomId: string, seq: number, emoji: string, limit: number): Promise<string[]>;
  /**
   * n as of `seq`: the number of messages up to and including it; of the tip when beyond it, of the entry
   * before the floor when below that.
   */
  countAt(roomId: string, seq: number): Promise<Mark>;
  /**
   * Sees every entry acknowledged before the call. Rejects with `StoreUnavailable` when the index is
   * too far behind to be caught up in 2 s.
   */
  search(query: SearchQuery): Promise<SearchAnswer>;
  /**
   * One bounded step of retention: removes from the beginning of logs entries older than `before`,
   * and raises their floors. True when there is more to do. Never blocks appends for > 10 ms.
   */
  retain(before: number): Promise<boolean>;
}

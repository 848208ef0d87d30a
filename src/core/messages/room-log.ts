import type { EntryPayload, EntryRecord, RoomTip } from "../../ports/store/log.ts";
import type { Entry } from "../../protocol/entries.ts";
import type { Sender } from "../../protocol/users.ts";

/** An entry that somebody wants in a room's log. */
export interface Draft {
  readonly roomId: string;
  /** Chosen by the sender; without one the server gives one, and the draft is not idempotent. */
  readonly cid: string | undefined;
  readonly sender: Sender;
  readonly payload: EntryPayload;
  /** Whether the sender may delete what others wrote there. */
  readonly moderates?: boolean;
  /** `member` entries: whom it is about. */
  readonly subject?: Sender;
}

export interface Appended {
  readonly record: EntryRecord;
  /** It stood already under this cid, or it changes nothing and `record` is what it would have set. */
  readonly repeated: boolean;
  /** As it went to the sockets; absent when repeated. */
  readonly entry?: Entry;
}

/** The only way into a room's log (DESIGN §2): realtime/sequencer.ts. */
export interface RoomLog {
  /**
   * Resolves once durable and on its way to the sockets. Rejects with ProtocolError: `not_found` (no such
   * room, or target is no message), `gone` (target deleted), `conflict` (other content under that cid),
   * `forbidden` (not one's own; or shown out after `letInAt`), `unavailable` (fate open: repeat the cid).
   */
  append(draft: Draft, letInAt?: number): Promise<Appended>;
  /** The present, for `append`: taken before the sender is let in, it says whether they still were when it came. */
  moment(): number;
  /** The tip that the next entry follows; undefined when there is no such room. */
  tip(roomId: string): Promise<RoomTip | undefined>;
  /** Refuses what the user has waiting: they were just removed. */
  withdraw(roomId: string, userId: string): void;
  /** Forgets what it knows of a deleted room. */
  forget(roomId: string): void;
}

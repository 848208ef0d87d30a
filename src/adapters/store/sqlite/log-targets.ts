import type { TargetQuery, TargetState } from "../../../ports/store/log.ts";
import type { Connection, Statement } from "./connection.ts";
import { type EntryRow, EVENT, SELECT_ENTRY, toEntryRecord } from "./entry-row.ts";
import type { Keys } from "./keys.ts";
import type { LogReactions } from "./log-reactions.ts";

/** More different emoji than a message may show: enough to refuse by. */
const COUNTED_EMOJIS = 51;

/** What a message shows now, for decisions about changes to it. */
export class LogTargets {
  readonly #keys: Keys;
  readonly #reactions: LogReactions;
  readonly #entry: Statement<EntryRow>;
  readonly #lastEdit: Statement<{ content: string | null }>;

  constructor(connection: Connection, keys: Keys, reactions: LogReactions) {
    this.#keys = keys;
    this.#reactions = reactions;
    this.#entry = connection.prepare(`${SELECT_ENTRY} WHERE e.room = ? AND e.seq = ?`);
    this.#lastEdit = connection.prepare(
      `SELECT content FROM entries WHERE room = ? AND target = ? AND event = ${EVENT.edit}
        ORDER BY id DESC LIMIT 1`,
    );
  }

  state(room: number, query: TargetQuery): TargetState | undefined {
    const { roomId, seq, reaction } = query;
    const row = this.#entry.get(roomId, room, seq);
    if (row === undefined || row.event !== EVENT.message) return undefined;
    const message = toEntryRecord(row);
    const deleted = message.erased;
    const content = deleted ? null : (this.#lastEdit.get(room, seq)?.content ?? row.content);
    const reactions =
      reaction === undefined
        ? { emojis: 0, emojiShown: false }
        : this.#reactionState(room, query, reaction);
    return { message, deleted, ...(content === null ? {} : { content }), ...reactions };
  }

  #reactionState(
    room: number,
    { roomId, seq }: TargetQuery,
    { userId, emoji }: { readonly userId: string; readonly emoji: string },
  ): Pick<TargetState, "reaction" | "emojis" | "emojiShown"> {
    const user = this.#keys.users.get(userId);
    const own = user === undefined ? undefined : this.#reactions.newest(room, seq, emoji, user);
    const ownRow = own === undefined ? undefined : this.#entry.get(roomId, room, own);
    const { emojis, emojiShown } = this.#reactions.shown(room, seq, emoji);
    return {
      emojis: Math.min(emojis, COUNTED_EMOJIS),
      emojiShown,
      ...(ownRow === undefined ? {} : { reaction: toEntryRecord(ownRow) }),
    };
  }
}

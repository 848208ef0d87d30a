import type { TargetQuery, TargetState } from "../../../ports/store/log.ts";
import type { Connection, Statement } from "./connection.ts";
import { type EntryRow, EVENT, SELECT_ENTRY, toEntryRecord } from "./entry-row.ts";

/** More different emoji than a message may show: enough to refuse by. */
const COUNTED_EMOJIS = 51;

interface ReactionRow {
  readonly seq: number;
  readonly emoji: string;
  readonly user_id: string;
  readonly on: number;
}

/** What a message shows now, for decisions about changes to it. */
export class LogTargets {
  readonly #entry: Statement<EntryRow>;
  readonly #lastEdit: Statement<{ content: string | null }>;
  readonly #reactions: Statement<ReactionRow>;

  constructor(connection: Connection) {
    this.#entry = connection.prepare(`${SELECT_ENTRY} WHERE e.room = ? AND e.seq = ?`);
    this.#lastEdit = connection.prepare(
      `SELECT content FROM entries WHERE room = ? AND target = ? AND event = ${EVENT.edit}
        ORDER BY id DESC LIMIT 1`,
    );
    // SQLite takes the other columns from the row that has the max(seq).
    this.#reactions = connection.prepare(
      `SELECT max(e.seq) AS seq, e.emoji, u.id AS user_id, e."on" FROM entries e
        JOIN users u ON u.key = e.sender
        WHERE e.room = ? AND e.target = ? AND e.event = ${EVENT.reaction} GROUP BY e.emoji, e.sender`,
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
    const shown = new Set<string>();
    let own: number | undefined;
    for (const row of this.#reactions.all(room, seq)) {
      if (row.on === 1) shown.add(row.emoji);
      if (row.user_id === userId && row.emoji === emoji) own = row.seq;
    }
    const ownRow = own === undefined ? undefined : this.#entry.get(roomId, room, own);
    return {
      emojis: Math.min(shown.size, COUNTED_EMOJIS),
      emojiShown: shown.has(emoji),
      ...(ownRow === undefined ? {} : { reaction: toEntryRecord(ownRow) }),
    };
  }
}

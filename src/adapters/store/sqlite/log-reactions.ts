import type { EntryPayload, ReactionTally } from "../../../ports/store/log.ts";
import type { Connection, Statement } from "./connection.ts";

type Reaction = Extract<EntryPayload, { event: "reaction" }>;

interface TallyRow {
  readonly target: number;
  readonly emoji: string;
  readonly count: number;
  readonly own: number | null;
}

/** What reactions come to: kept with every append, so that no reader counts them. */
export class LogReactions {
  readonly #newest: Statement<{ seq: number; on: number }>;
  readonly #setNewest: Statement<never>;
  readonly #add: Statement<never>;
  readonly #subtract: Statement<never>;
  readonly #removeEmpty: Statement<never>;
  readonly #tallies: Statement<TallyRow>;
  readonly #reactors: Statement<{ id: string }>;
  readonly #count: Statement<{ emojis: number; shown: number | null }>;
  readonly #forgetNewest: Statement<never>;
  readonly #forgetTally: Statement<never>;

  constructor(connection: Connection) {
    const ofEmoji = "room = ? AND target = ? AND emoji = ?";
    this.#newest = connection.prepare(
      `SELECT seq, "on" FROM reactions WHERE ${ofEmoji} AND user = ?`,
    );
    this.#setNewest = connection.prepare(
      "INSERT OR REPLACE INTO reactions VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#add = connection.prepare(
      `INSERT INTO reaction_tallies VALUES (?, ?, ?, 1, ?)
        ON CONFLICT DO UPDATE SET count = count + 1`,
    );
    this.#subtract = connection.prepare(
      `UPDATE reaction_tallies SET count = count - 1 WHERE ${ofEmoji}`,
    );
    this.#removeEmpty = connection.prepare(
      `DELETE FROM reaction_tallies WHERE ${ofEmoji} AND count = 0`,
    );
    this.#tallies = connection.prepare(
      `SELECT t.target, t.emoji, t.count, (SELECT r."on" FROM reactions r WHERE r.room = t.room
          AND r.target = t.target AND r.emoji = t.emoji AND r.user = ?) AS own
        FROM reaction_tallies t
        WHERE t.room = ? AND t.target IN (SELECT value FROM json_each(?)) ORDER BY t.target, t.since`,
    );
    this.#reactors = connection.prepare(
      `SELECT u.id FROM reactions r JOIN users u ON u.key = r.user
        WHERE r.room = ? AND r.target = ? AND r.emoji = ? AND r."on" = 1 ORDER BY r.user LIMIT ?`,
    );
    this.#count = connection.prepare(
      `SELECT count(*) AS emojis, max(emoji = ?) AS shown FROM reaction_tallies
        WHERE room = ? AND target = ?`,
    );
    this.#forgetNewest = connection.prepare(`DELETE FROM reactions WHERE ${ofEmoji} AND user = ?`);
    this.#forgetTally = connection.prepare(`DELETE FROM reaction_tallies WHERE ${ofEmoji}`);
  }

  /** Within the transaction that appends the entry. */
  take(room: number, user: number, seq: number, { target, emoji, on }: Reaction): void {
    const was = this.#newest.get(room, target, emoji, user)?.on === 1;
    this.#setNewest.run(room, target, emoji, user, seq, Number(on));
    if (on === was) return;
    if (on) {
      this.#add.run(room, target, emoji, seq);
      return;
    }
    this.#subtract.run(room, target, emoji);
    this.#removeEmpty.run(room, target, emoji);
  }

  /** A reaction's entry is removed for good: what it is about went before it. */
  forget(room: number, user: number, target: number, emoji: string): void {
    this.#forgetNewest.run(room, target, emoji, user);
    this.#forgetTally.run(room, target, emoji);
  }

  /** The seq of the user's newest reaction with that emoji. */
  newest(room: number, target: number, emoji: string, user: number): number | undefined {
    return this.#newest.get(room, target, emoji, user)?.seq;
  }

  shown(room: number, target: number, emoji: string): { emojis: number; emojiShown: boolean } {
    const row = this.#count.get(emoji, room, target);
    return { emojis: row?.emojis ?? 0, emojiShown: row?.shown === 1 };
  }

  /** `targets`: seqs as a JSON list. */
  tallies(room: number, targets: string, viewer: number): ReactionTally[] {
    return this.#tallies
      .all(viewer, room, targets)
      .map(({ target, emoji, count, own }) => ({ target, emoji, count, own: own === 1 }));
  }

  reactors(room: number, target: number, emoji: string, limit: number): string[] {
    return this.#reactors.all(room, target, emoji, limit).map(({ id }) => id);
  }
}

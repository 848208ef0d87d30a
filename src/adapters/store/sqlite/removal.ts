import { splitAttachments } from "./attachment-row.ts";
import type { AttachmentUses } from "./attachment-uses.ts";
import type { Connection, Statement } from "./connection.ts";
import { EVENT, splitIds } from "./entry-row.ts";
import type { Keys } from "./keys.ts";
import type { LogReactions } from "./log-reactions.ts";

interface DoomedRow {
  readonly id: number;
  readonly seq: number;
  readonly n: number;
  readonly event: number;
  readonly at: number;
  readonly sender: number;
  readonly mentions: string | null;
  readonly attachments: string | null;
  readonly target: number | null;
  readonly emoji: string | null;
}

/** What one step may remove: each row touches pages of its own, 30 µs or more, and sends wait meanwhile. */
const ROWS_PER_STEP = 150;
/** After so long a step of retention takes no further room. */
const STEP_MS = 4;

/**
 * Removes entries for good, in steps: those of rooms that are gone, and those that retention has passed.
 * Messages are left to the search index in `search_removals`, to be forgotten there too.
 */
export class Removal {
  readonly #connection: Connection;
  readonly #keys: Keys;
  readonly #reactions: LogReactions;
  readonly #uses: AttachmentUses;
  readonly #first: Statement<DoomedRow>;
  readonly #deleteEntry: Statement<never>;
  readonly #deleteMention: Statement<never>;
  readonly #enqueue: Statement<never>;

  constructor(connection: Connection, keys: Keys, reactions: LogReactions, uses: AttachmentUses) {
    this.#connection = connection;
    this.#keys = keys;
    this.#reactions = reactions;
    this.#uses = uses;
    this.#first = connection.prepare(
      `SELECT id, seq, n, event, at, sender, mentions, attachments, target, emoji FROM entries
        WHERE room = ? AND seq >= ? ORDER BY seq LIMIT ?`,
    );
    this.#deleteEntry = connection.prepare("DELETE FROM entries WHERE id = ?");
    this.#deleteMention = connection.prepare(
      "DELETE FROM mentions WHERE user = ? AND room = ? AND seq = ?",
    );
    this.#enqueue = connection.prepare("INSERT OR IGNORE INTO search_removals VALUES (?)");
  }

  /** Whether the search index has anything to forget: else its thread need not be woken. */
  get unforgotten(): boolean {
    const statement = this.#connection.prepare("SELECT 1 FROM search_removals LIMIT 1");
    return statement.get() !== undefined;
  }

  /** The search index has forgotten these. */
  forgotten(entries: readonly number[]): void {
    this.#connection
      .prepare("DELETE FROM search_removals WHERE entry IN (SELECT value FROM json_each(?))")
      .run(JSON.stringify(entries));
  }

  /** One step over removed rooms. True when there is more to do. */
  sweepRooms(): boolean {
    return this.#connection.transaction(() => {
      const room = this.#connection
        .prepare<{ room: number }>("SELECT room FROM removed_rooms ORDER BY room LIMIT 1")
        .get()?.room;
      if (room === undefined) return false;
      const rows = this.#first.all(room, 0, ROWS_PER_STEP);
      this.#remove(room, rows);
      const left = ROWS_PER_STEP - rows.length;
      if (left > 0 && this.#removeBelongings(room, left) < left) {
        this.#connection.prepare("DELETE FROM removed_rooms WHERE room = ?").run(room);
      }
      return true;
    });
  }

  /** One step of retention over all rooms. True when there is more to do. */
  retain(before: number): boolean {
    const deadline = performance.now() + STEP_MS;
    return this.#connection.transaction(() => {
      let left = ROWS_PER_STEP;
      while (left > 0 && performance.now() < deadline) {
        const tip = this.#connection
          .prepare<{ room: number; floor: number; floor_n: number }>(
            "SELECT room, floor, floor_n FROM tips WHERE floor_at < ? ORDER BY floor_at LIMIT 1",
          )
          .get(before);
        if (tip === undefined) return false;
        left -= this.#retainRoom(tip, before, left);
      }
      return true;
    });
  }

  #retainRoom(
    { room, floor, floor_n }: { room: number; floor: number; floor_n: number },
    before: number,
    limit: number,
  ): number {
    const rows = this.#first.all(room, floor, limit);
    const kept = rows.findIndex((row) => row.at >= before);
    const doomed = kept === -1 ? rows : rows.slice(0, kept);
    this.#remove(room, doomed);
    const last = doomed.at(-1);
    const next = this.#first.all(room, (last?.seq ?? floor - 1) + 1, 1)[0];
    this.#connection
      .prepare(
        `UPDATE tips SET floor = ?, floor_n = ?, floor_at = ?,
          shown = CASE WHEN shown <= ? THEN 0 ELSE shown END WHERE room = ?`,
      )
      .run(
        (last?.seq ?? floor - 1) + 1,
        last?.n ?? floor_n,
        next?.at ?? null,
        last?.seq ?? 0,
        room,
      );
    // At least one, so that a room whose log lost its entries otherwise can't hold up the rest.
    return Math.max(doomed.length, 1);
  }

  #remove(room: number, rows: readonly DoomedRow[]): void {
    let newest = 0;
    for (const { id, seq, event, sender, mentions, attachments, target, emoji } of rows) {
      this.#deleteEntry.run(id);
      if (event === EVENT.message) this.#enqueue.run(id);
      if (target !== null && emoji !== null) this.#reactions.forget(room, sender, target, emoji);
      for (const userId of mentions === null ? [] : splitIds(mentions)) {
        const user = this.#keys.users.get(userId);
        if (user !== undefined) this.#deleteMention.run(user, room, seq);
      }
      if (attachments !== null) this.#uses.remove(room, seq, splitAttachments(attachments));
      newest = Math.max(newest, id);
    }
    if (newest === 0) return;
    this.#connection
      .prepare("UPDATE meta SET value = ? WHERE name = 'last_removed_entry' AND value < ?")
      .run(newest, newest);
  }

  /** Members and invites of a removed room, at most `limit`. How many there were. */
  #removeBelongings(room: number, limit: number): number {
    const members = this.#connection
      .prepare<never>(
        `DELETE FROM members WHERE room = ? AND user IN
          (SELECT user FROM members WHERE room = ? LIMIT ?)`,
      )
      .run(room, room, limit);
    const invites = this.#connection
      .prepare<never>(
        `DELETE FROM invites WHERE code IN (SELECT code FROM invites WHERE room = ? LIMIT ?)`,
      )
      .run(room, limit);
    return Math.max(members, invites);
  }
}

import type { AppendOutcome, EntryPayload, EntryRecord } from "../../../ports/store/log.ts";
import { joinAttachments, splitAttachments } from "./attachment-row.ts";
import type { AttachmentUses } from "./attachment-uses.ts";
import type { Connection, Statement } from "./connection.ts";
import {
  type EntryRow,
  EVENT,
  joinIds,
  SELECT_ENTRY,
  splitIds,
  toEntryRecord,
} from "./entry-row.ts";
import type { Keys } from "./keys.ts";
import type { LogReactions } from "./log-reactions.ts";

interface ReadMark {
  readonly seq: number;
  readonly n: number;
}

/** The end of a room's log while a batch is being written: written once, after its entries. */
interface Tip {
  readonly room: number;
  seq: number;
  n: number;
  shown: number;
  activeAt: number;
  /** Set while the log has no entry: the first one sets it. */
  floorAt: number | null;
  /** Of those who sent messages, by user. */
  readonly marks: Map<number, ReadMark>;
}
/** By room id. */
type Tips = Map<string, Tip>;

type Conflict =
  | { readonly conflict: "seq" | "room" }
  | { readonly conflict: "cid"; readonly existing: EntryRecord };

interface TipRow {
  readonly seq: number;
  readonly n: number;
  readonly shown: number;
  readonly floor_at: number | null;
}

/** Appends batches, each in one transaction. The only writer of `entries` and of tips' upper ends. */
export class LogAppender {
  readonly #connection: Connection;
  readonly #keys: Keys;
  readonly #reactions: LogReactions;
  readonly #uses: AttachmentUses;
  readonly #tip: Statement<TipRow>;
  readonly #insert: Statement<never>;
  readonly #byCid: Statement<EntryRow>;
  readonly #setTip: Statement<never>;
  readonly #setFloorAt: Statement<never>;
  readonly #setMark: Statement<never>;
  readonly #insertMention: Statement<never>;
  /** Ids go up by one with each entry; after an abandoned batch some stay unused. */
  #lastId: number;

  constructor(connection: Connection, keys: Keys, reactions: LogReactions, uses: AttachmentUses) {
    this.#connection = connection;
    this.#keys = keys;
    this.#reactions = reactions;
    this.#uses = uses;
    this.#tip = connection.prepare("SELECT seq, n, shown, floor_at FROM tips WHERE room = ?");
    this.#insert = connection.prepare(
      `INSERT INTO entries (id, room, seq, n, event, uuid, cid, sender, at, server, target, reply_to,
        mentions, attachments, emoji, "on", detail, content)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#byCid = connection.prepare(
      `${SELECT_ENTRY} WHERE e.cid = ? AND e.sender = ? AND e.room = ?`,
    );
    this.#setTip = connection.prepare(
      "UPDATE tips SET seq = ?, n = ?, shown = ?, active_at = ? WHERE room = ?",
    );
    this.#setFloorAt = connection.prepare("UPDATE tips SET floor_at = ? WHERE room = ?");
    this.#setMark = connection.prepare(
      "UPDATE members SET read_seq = ?, read_n = ? WHERE room = ? AND user = ? AND read_seq < ?",
    );
    this.#insertMention = connection.prepare("INSERT OR IGNORE INTO mentions VALUES (?, ?, ?)");
    this.#lastId = lastEntryId(connection);
  }

  /** The id of the newest entry: what the search index must have reached to have seen everything. */
  get lastId(): number {
    return this.#lastId;
  }

  append(batch: readonly EntryRecord[]): AppendOutcome {
    const before = this.#lastId;
    try {
      return this.#connection.transaction(() => this.#write(batch));
    } catch (error) {
      this.#lastId = before;
      throw error;
    }
  }

  #write(batch: readonly EntryRecord[]): AppendOutcome {
    const tips: Tips = new Map();
    let stored = 0;
    let conflict: Conflict | undefined;
    for (const record of batch) {
      conflict = this.#writeEntry(record, tips);
      if (conflict !== undefined) break;
      stored += 1;
    }
    for (const { room, seq, n, shown, activeAt, marks } of tips.values()) {
      this.#setTip.run(seq, n, shown, activeAt, room);
      for (const [user, mark] of marks) this.#setMark.run(mark.seq, mark.n, room, user, mark.seq);
    }
    return conflict === undefined
      ? { status: "stored" }
      : { status: "stopped", stored, ...conflict };
  }

  #writeEntry(record: EntryRecord, tips: Tips): Conflict | undefined {
    const tip = tips.get(record.roomId) ?? this.#readTip(record.roomId);
    if (tip === undefined) return { conflict: "room" };
    const sender = this.#keys.users.get(record.senderId);
    if (sender === undefined) throw new Error(`append: there is no user ${record.senderId}`);
    const isNext = record.seq === tip.seq + 1;
    if (isNext && record.n !== tip.n + (record.payload.event === "message" ? 1 : 0)) {
      throw new Error(`append: ${record.roomId} ${record.seq} can't have n ${record.n}`);
    }
    if (!isNext || !this.#insertEntry(record, tip.room, sender)) {
      // A repeat is told what stands, even where its seq is taken too.
      const existing = this.#byCid.get(record.roomId, record.cid, sender, tip.room);
      if (existing === undefined) return { conflict: "seq" };
      return { conflict: "cid", existing: toEntryRecord(existing) };
    }
    if (tip.floorAt === null) {
      tip.floorAt = record.at;
      this.#setFloorAt.run(record.at, tip.room);
    }
    tip.seq = record.seq;
    tip.n = record.n;
    tip.activeAt = record.at;
    tips.set(record.roomId, tip);
    this.#applyPayload(record, tip, sender);
    return undefined;
  }

  #readTip(roomId: string): Tip | undefined {
    const room = this.#keys.rooms.get(roomId);
    const row = room === undefined ? undefined : this.#tip.get(room);
    if (room === undefined || row === undefined) return undefined;
    const { seq, n, shown, floor_at } = row;
    return { room, seq, n, shown, activeAt: 0, floorAt: floor_at, marks: new Map() };
  }

  #insertEntry(record: EntryRecord, room: number, sender: number): boolean {
    const { payload } = record;
    const id = this.#lastId + 1;
    const inserted = this.#insert.runWith((statement) =>
      statement.run(
        id,
        room,
        record.seq,
        record.n,
        EVENT[payload.event],
        record.id,
        record.cid,
        sender,
        record.at,
        record.serverId,
        "target" in payload ? payload.target : null,
        payload.event === "message" ? (payload.replyTo ?? null) : null,
        payload.event === "message" ? joinIds(payload.mentions) : null,
        payload.event === "message" ? joinAttachments(payload.attachments) : null,
        payload.event === "reaction" ? payload.emoji : null,
        payload.event === "reaction" ? Number(payload.on) : null,
        detailOf(payload),
        "content" in payload ? (payload.content ?? null) : null,
      ),
    );
    if (inserted === 0) return false;
    this.#lastId = id;
    return true;
  }

  #applyPayload(record: EntryRecord, tip: Tip, sender: number): void {
    const { payload, seq, n } = record;
    if (payload.event === "message") {
      tip.shown = seq;
      tip.marks.set(sender, { seq, n });
      for (const userId of payload.mentions ?? []) {
        const user = this.#keys.users.get(userId);
        if (user !== undefined) this.#insertMention.run(user, tip.room, seq);
      }
      if (payload.attachments !== undefined) this.#uses.add(tip.room, seq, payload.attachments);
    } else if (payload.event === "delete") {
      this.#erase(tip, payload.target);
    } else if (payload.event === "edit") {
      this.#eraseLateEdit(tip.room, payload.target, seq);
    } else if (payload.event === "reaction") {
      this.#reactions.take(tip.room, sender, seq, payload);
    }
  }

  #erase(tip: Tip, target: number): void {
    const { room } = tip;
    const message = this.#connection
      .prepare<{ mentions: string | null; attachments: string | null }>(
        "SELECT mentions, attachments FROM entries WHERE room = ? AND seq = ? AND event = 0",
      )
      .get(room, target);
    if (message === undefined) return;
    this.#connection
      .prepare(
        `UPDATE entries SET erased = 1, content = NULL, mentions = NULL, attachments = NULL
          WHERE room = ? AND seq = ?`,
      )
      .run(room, target);
    this.#connection
      .prepare(
        "UPDATE entries SET erased = 1, content = NULL WHERE room = ? AND target = ? AND event = 1",
      )
      .run(room, target);
    if (message.mentions !== null) this.#removeMentions(room, target, message.mentions);
    if (message.attachments !== null) {
      this.#uses.remove(room, target, splitAttachments(message.attachments));
    }
    if (tip.shown === target) tip.shown = this.#shownBelow(room, target);
  }

  /** An edit that comes after the delete must not bring content back. */
  #eraseLateEdit(room: number, target: number, seq: number): void {
    this.#connection
      .prepare(
        `UPDATE entries SET erased = 1, content = NULL WHERE room = ? AND seq = ? AND EXISTS
          (SELECT 1 FROM entries WHERE room = ? AND seq = ? AND erased = 1)`,
      )
      .run(room, seq, room, target);
  }

  #removeMentions(room: number, seq: number, mentions: string): void {
    for (const userId of splitIds(mentions)) {
      const user = this.#keys.users.get(userId);
      if (user === undefined) continue;
      this.#connection
        .prepare("DELETE FROM mentions WHERE user = ? AND room = ? AND seq = ?")
        .run(user, room, seq);
    }
  }

  #shownBelow(room: number, seq: number): number {
    const row = this.#connection
      .prepare<{ seq: number }>(
        `SELECT seq FROM entries WHERE room = ? AND seq < ? AND event = 0 AND erased = 0
          ORDER BY seq DESC LIMIT 1`,
      )
      .get(room, seq);
    return row?.seq ?? 0;
  }
}

const detailOf = (payload: EntryPayload): string | null => {
  if (payload.event !== "member" && payload.event !== "room") return null;
  const { event: _, ...detail } = payload;
  return JSON.stringify(detail);
};

/** Of all that ever were: the newest may have been removed. */
const lastEntryId = (connection: Connection): number => {
  const row = connection
    .prepare<{ last: number }>(
      `SELECT max(coalesce((SELECT max(id) FROM entries), 0),
        (SELECT value FROM meta WHERE name = 'last_removed_entry')) AS last`,
    )
    .get();
  return row?.last ?? 0;
};

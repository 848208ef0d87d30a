import type {
  AppendOutcome,
  EntryRecord,
  HistoryPage,
  LogStore,
  RoomTip,
  TargetQuery,
  TargetState,
} from "../../../src/ports/store/log.ts";
import type { Mark } from "../../../src/protocol/primitives.ts";
import type { RoomLogs } from "./memory-rooms.ts";
import type { Sync } from "./sync.ts";

interface Log {
  entries: EntryRecord[];
  floor: number;
  /** Messages below the floor. */
  floorN: number;
  readonly seqByCid: Map<string, number>;
  readonly ids: Set<string>;
}

type Simulated = Pick<
  Sync<LogStore>,
  "append" | "tip" | "tips" | "entries" | "targets" | "byCid" | "messagesAt" | "countAt" | "retain"
>;

const withoutContent = (record: EntryRecord): EntryRecord => {
  const { payload } = record;
  if (payload.event === "message") {
    const { content: _, mentions: __, attachments: ___, ...rest } = payload;
    return { ...record, erased: true, payload: rest };
  }
  if (payload.event !== "edit") return record;
  return { ...record, erased: true, payload: { event: "edit", target: payload.target } };
};

/** The logs of all rooms, with the obligations of the port and none of its waits. */
export class MemoryLog implements Simulated, RoomLogs {
  readonly #logs = new Map<string, Log>();
  readonly #moveReadMark: (roomId: string, userId: string, mark: Mark) => void;

  constructor(moveReadMark: (roomId: string, userId: string, mark: Mark) => void) {
    this.#moveReadMark = moveReadMark;
  }

  create(roomId: string): void {
    const log = { entries: [], floor: 1, floorN: 0, seqByCid: new Map(), ids: new Set<string>() };
    this.#logs.set(roomId, log);
  }

  drop(roomId: string): void {
    this.#logs.delete(roomId);
  }

  append(batch: readonly EntryRecord[]): AppendOutcome {
    for (const [stored, record] of batch.entries()) {
      const log = this.#logs.get(record.roomId);
      if (log === undefined) return { status: "stopped", stored, conflict: "room" };
      const tip = tipOf(log);
      const existing = this.byCid(record.roomId, record.senderId, record.cid);
      if (existing !== undefined) return { status: "stopped", stored, conflict: "cid", existing };
      if (record.seq !== tip.seq + 1) return { status: "stopped", stored, conflict: "seq" };
      this.#store(log, record, tip);
    }
    return { status: "stored" };
  }

  tip(roomId: string): RoomTip | undefined {
    const log = this.#logs.get(roomId);
    return log === undefined ? undefined : tipOf(log);
  }

  tips(roomIds: readonly string[]): Map<string, RoomTip> {
    const found = roomIds.map((id) => [id, this.tip(id)] as const);
    return new Map(found.flatMap(([id, tip]) => (tip === undefined ? [] : [[id, tip] as const])));
  }

  entries(roomId: string, after: number, limit: number): EntryRecord[] {
    const log = this.#logs.get(roomId);
    if (log === undefined) return [];
    const from = Math.max(0, after + 1 - log.floor);
    return log.entries.slice(from, from + limit);
  }

  targets(queries: readonly TargetQuery[]): (TargetState | undefined)[] {
    return queries.map((query) => this.#target(query));
  }

  byCid(roomId: string, senderId: string, cid: string): EntryRecord | undefined {
    const log = this.#logs.get(roomId);
    const seq = log?.seqByCid.get(`${senderId} ${cid}`);
    return log === undefined || seq === undefined ? undefined : log.entries[seq - log.floor];
  }

  /** Without reactions: nobody asks for them during a run. */
  messagesAt(roomId: string, seqs: readonly number[]): HistoryPage {
    const entries = this.#logs.get(roomId)?.entries ?? [];
    const wanted = new Set(seqs);
    const newest = new Map<string, EntryRecord>();
    for (const entry of entries) {
      const { event } = entry.payload;
      if ((event === "edit" || event === "delete") && wanted.has(entry.payload.target)) {
        newest.set(`${entry.payload.target} ${event}`, entry);
      }
    }
    return {
      messages: entries.filter(
        ({ seq, payload }) => payload.event === "message" && wanted.has(seq),
      ),
      changes: Array.from(newest.values()).sort((a, b) => a.seq - b.seq),
      reactions: [],
      hasBefore: false,
      hasAfter: false,
    };
  }

  countAt(roomId: string, seq: number): Mark {
    const log = this.#logs.get(roomId);
    if (log === undefined) return { seq: 0, n: 0 };
    const tip = tipOf(log);
    if (seq >= tip.seq) return { seq: tip.seq, n: tip.n };
    return { seq, n: log.entries[seq - log.floor]?.n ?? (seq === 0 ? 0 : log.floorN) };
  }

  /** Keeps what is not older than `before`. */
  retain(before: number): boolean {
    for (const log of this.#logs.values()) {
      const kept = log.entries.findIndex(({ at }) => at >= before);
      const removed = log.entries.slice(0, kept === -1 ? log.entries.length : kept);
      const last = removed.at(-1);
      if (last === undefined) continue;
      log.entries = log.entries.slice(removed.length);
      log.floor = last.seq + 1;
      log.floorN = last.n;
      for (const { senderId, cid } of removed) log.seqByCid.delete(`${senderId} ${cid}`);
    }
    return false;
  }

  #store(log: Log, record: EntryRecord, tip: RoomTip): void {
    const { payload, seq, n } = record;
    const counts = payload.event === "message" ? 1 : 0;
    if (n !== tip.n + counts) throw new Error(`${record.roomId} ${seq} can't have n ${n}`);
    if (log.ids.has(record.id)) throw new Error(`the id ${record.id} was given twice`);
    log.ids.add(record.id);
    log.seqByCid.set(`${record.senderId} ${record.cid}`, seq);
    log.entries.push(record);
    if (payload.event === "message") {
      this.#moveReadMark(record.roomId, record.senderId, { seq, n });
    } else if (payload.event === "delete") {
      erase(log, payload.target);
    } else if (payload.event === "edit" && log.entries[payload.target - log.floor]?.erased) {
      log.entries[seq - log.floor] = withoutContent(record);
    }
  }

  #target({ roomId, seq, reaction }: TargetQuery): TargetState | undefined {
    const log = this.#logs.get(roomId);
    const message = log?.entries[seq - log.floor];
    if (log === undefined || message?.payload.event !== "message") return undefined;
    let { content } = message.payload;
    let own: EntryRecord | undefined;
    const shown = new Map<string, Set<string>>();
    for (const entry of log.entries) {
      const { payload } = entry;
      if (!("target" in payload) || payload.target !== seq) continue;
      if (payload.event === "edit") content = payload.content;
      if (payload.event !== "reaction") continue;
      const who = shown.get(payload.emoji) ?? new Set();
      shown.set(payload.emoji, who);
      if (payload.on) who.add(entry.senderId);
      else who.delete(entry.senderId);
      const isOwn = entry.senderId === reaction?.userId && payload.emoji === reaction.emoji;
      if (isOwn) own = entry;
    }
    const emojis = Array.from(shown).filter(([, who]) => who.size > 0);
    return {
      message,
      deleted: message.erased,
      ...(message.erased || content === undefined ? {} : { content }),
      ...(own === undefined ? {} : { reaction: own }),
      emojis: reaction === undefined ? 0 : emojis.length,
      emojiShown: emojis.some(([emoji]) => emoji === reaction?.emoji),
    };
  }
}

const tipOf = (log: Log): RoomTip => {
  const last = log.entries.at(-1);
  const { floor } = log;
  return { seq: last?.seq ?? floor - 1, n: last?.n ?? log.floorN, floor };
};

const erase = (log: Log, target: number): void => {
  log.entries = log.entries.map((entry) => {
    const { payload } = entry;
    const isTarget = entry.seq === target && payload.event === "message";
    const isItsEdit = payload.event === "edit" && payload.target === target;
    return isTarget || isItsEdit ? withoutContent(entry) : entry;
  });
};

import type {
  AppendOutcome,
  EntryRecord,
  HistoryPage,
  HistoryQuery,
  LogStore,
  RoomTip,
  SearchAnswer,
  SearchQuery,
  TargetQuery,
  TargetState,
} from "../../../ports/store/log.ts";
import type { Mark } from "../../../protocol/primitives.ts";
import { EMPTY_HISTORY } from "../page.ts";
import type { Connection, Statement } from "./connection.ts";
import { type EntryRow, SELECT_ENTRY, toEntryRecord } from "./entry-row.ts";
import type { Keys } from "./keys.ts";
import type { LogAppender } from "./log-append.ts";
import { LogHistory } from "./log-history.ts";
import { LogNumbers } from "./log-numbers.ts";
import type { LogReactions } from "./log-reactions.ts";
import { LogTargets } from "./log-targets.ts";
import type { Removal } from "./removal.ts";
import type { WorkerClient } from "./worker-client.ts";

const isSearched = ({ payload: { event } }: EntryRecord): boolean =>
  event === "message" || event === "edit" || event === "delete";

export class SqliteLog implements LogStore {
  readonly #keys: Keys;
  readonly #appender: LogAppender;
  readonly #removal: Removal;
  readonly #worker: WorkerClient;
  readonly #numbers: LogNumbers;
  readonly #history: LogHistory;
  readonly #reactions: LogReactions;
  readonly #targets: LogTargets;
  readonly #entries: Statement<EntryRow>;
  readonly #byCid: Statement<EntryRow>;

  constructor(
    connection: Connection,
    keys: Keys,
    appender: LogAppender,
    reactions: LogReactions,
    removal: Removal,
    worker: WorkerClient,
  ) {
    this.#keys = keys;
    this.#appender = appender;
    this.#removal = removal;
    this.#worker = worker;
    this.#numbers = new LogNumbers(connection);
    this.#history = new LogHistory(connection, keys, this.#numbers, reactions);
    this.#reactions = reactions;
    this.#targets = new LogTargets(connection, keys, reactions);
    this.#entries = connection.prepare(
      `${SELECT_ENTRY} WHERE e.room = ? AND e.seq > ? ORDER BY e.seq LIMIT ?`,
    );
    this.#byCid = connection.prepare(
      `${SELECT_ENTRY} WHERE e.cid = ? AND e.sender = ? AND e.room = ?`,
    );
  }

  async append(batch: readonly EntryRecord[]): Promise<AppendOutcome> {
    const outcome = this.#appender.append(batch);
    // Who joins and leaves is not searched for: a server without messages needs no worker.
    if (batch.some(isSearched)) this.#worker.wrote(this.#appender.lastId);
    return outcome;
  }

  async tip(roomId: string): Promise<RoomTip | undefined> {
    return this.#tip(roomId);
  }

  async tips(roomIds: readonly string[]): Promise<ReadonlyMap<string, RoomTip>> {
    const tips = new Map<string, RoomTip>();
    for (const roomId of roomIds) {
      const tip = this.#tip(roomId);
      if (tip !== undefined) tips.set(roomId, tip);
    }
    return tips;
  }

  async entries(roomId: string, after: number, limit: number): Promise<EntryRecord[]> {
    const room = this.#keys.rooms.get(roomId);
    if (room === undefined) return [];
    return this.#entries.all(roomId, room, after, limit).map(toEntryRecord);
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    const room = this.#keys.rooms.get(query.roomId);
    return room === undefined ? EMPTY_HISTORY : this.#history.page(query.roomId, room, query);
  }

  async targets(queries: readonly TargetQuery[]): Promise<(TargetState | undefined)[]> {
    return queries.map((query) => {
      const room = this.#keys.rooms.get(query.roomId);
      return room === undefined ? undefined : this.#targets.state(room, query);
    });
  }

  async byCid(roomId: string, senderId: string, cid: string): Promise<EntryRecord | undefined> {
    const room = this.#keys.rooms.get(roomId);
    const sender = this.#keys.users.get(senderId);
    if (room === undefined || sender === undefined) return undefined;
    const row = this.#byCid.get(roomId, cid, sender, room);
    return row === undefined ? undefined : toEntryRecord(row);
  }

  async messagesAt(
    roomId: string,
    seqs: readonly number[],
    viewerId?: string,
  ): Promise<HistoryPage> {
    const room = this.#keys.rooms.get(roomId);
    return room === undefined ? EMPTY_HISTORY : this.#history.at(roomId, room, seqs, viewerId);
  }

  async reactors(roomId: string, seq: number, emoji: string, limit: number): Promise<string[]> {
    const room = this.#keys.rooms.get(roomId);
    return room === undefined ? [] : this.#reactions.reactors(room, seq, emoji, limit);
  }

  async countAt(roomId: string, seq: number): Promise<Mark> {
    const room = this.#keys.rooms.get(roomId);
    const ends = room === undefined ? undefined : this.#numbers.ends(room);
    if (room === undefined || ends === undefined) return { seq: 0, n: 0 };
    return this.#numbers.markAt(room, ends, seq);
  }

  async search(query: SearchQuery): Promise<SearchAnswer> {
    const rooms = query.roomIds
      .map((id) => this.#keys.rooms.get(id))
      .filter((key) => key !== undefined);
    const sender = query.senderId === undefined ? undefined : this.#keys.users.get(query.senderId);
    const strangers = query.senderId !== undefined && sender === undefined;
    if (rooms.length === 0 || strangers) return { hits: [] };
    const { terms, cursor, limit, after, before, withFiles = false } = query;
    return this.#worker.search(this.#appender.lastId, {
      terms,
      rooms,
      limit,
      withFiles,
      ...(sender === undefined ? {} : { sender }),
      ...(after === undefined ? {} : { since: after }),
      ...(before === undefined ? {} : { until: before }),
      ...(cursor === undefined ? {} : { before: Number(cursor) }),
    });
  }

  async retain(before: number): Promise<boolean> {
    const more = this.#removal.retain(before);
    if (this.#removal.unforgotten) this.#worker.removed();
    return more;
  }

  #tip(roomId: string): RoomTip | undefined {
    const room = this.#keys.rooms.get(roomId);
    const ends = room === undefined ? undefined : this.#numbers.ends(room);
    return ends === undefined ? undefined : { seq: ends.seq, n: ends.n, floor: ends.floor };
  }
}

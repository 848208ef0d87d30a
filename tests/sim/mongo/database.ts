import type { RoomDocument } from "../../../src/adapters/store/mongo/documents.ts";
import {
  toEntryDocument,
  toEntryRecord,
} from "../../../src/adapters/store/mongo/entry-document.ts";
import type { EntryDocument } from "../../../src/adapters/store/mongo/log-documents.ts";
import type { EntryRecord, RoomTip } from "../../../src/ports/store/log.ts";
import type { Database, SimStore, Way } from "../store/database.ts";
import { MemoryAccounts } from "../store/memory-accounts.ts";
import { MemoryRooms, type RoomLogs } from "../store/memory-rooms.ts";
import type { ReplicaSet } from "./replica-set.ts";
import { MongoSimStore } from "./store.ts";
import { keyOf } from "./versions.ts";

/** A replica set with users, rooms and logs in it. Only of the logs can anything be lost or in doubt. */
export class MongoDatabase implements Database {
  readonly accounts = new MemoryAccounts();
  readonly rooms: MemoryRooms;
  readonly #set: ReplicaSet;

  constructor(set: ReplicaSet, now: () => number) {
    this.#set = set;
    this.rooms = new MemoryRooms(new MajorityLogs(set), this.accounts, now);
  }

  settle(records: readonly EntryRecord[]): void {
    for (const record of records) {
      const document = toEntryDocument(record, record.at);
      this.#set.writeSettled([{ collection: this.#set.entries, document }]);
    }
  }

  open(way: Way): SimStore {
    return new MongoSimStore(this, this.#set, way);
  }
}

/** The logs as a majority has them. */
class MajorityLogs implements RoomLogs {
  readonly #set: ReplicaSet;

  constructor(set: ReplicaSet) {
    this.#set = set;
  }

  /** With what the log knows of its room, and no more. */
  create(roomId: string, createdAt: number): void {
    const document = {
      _id: roomId,
      createdAt,
      floor: 1,
      floorN: 0,
    } satisfies Partial<RoomDocument>;
    this.#set.writeSettled([{ collection: this.#set.rooms, document }]);
  }

  /** Closed by an end, as the store closes it (room-removal.ts). */
  drop(roomId: string): void {
    const { rooms, entries, newest } = this.#set;
    const room = rooms.get(roomId);
    const last = entries.last(roomId, newest);
    if (room === undefined) return;
    const end = {
      _id: { room: roomId, seq: (last?.["_id"].seq ?? 0) + 1 },
      event: "end",
      n: last?.["n"] ?? 0,
      id: "",
      cid: "",
      sender: "",
      at: 0,
      when: 0,
      server: "",
    } satisfies EntryDocument;
    this.#set.writeSettled([
      { collection: rooms, document: { ...room, removed: true } },
      { collection: entries, document: end },
    ]);
  }

  tip(roomId: string): RoomTip | undefined {
    const { rooms, entries, committed } = this.#set;
    const room = rooms.get(roomId, committed);
    if (room === undefined || room["removed"] === true) return undefined;
    const last = entries.last(roomId, committed);
    return { seq: last?.["_id"].seq ?? 0, n: last?.["n"] ?? 0, floor: 1 };
  }

  entries(room: string, after: number, limit: number): EntryRecord[] {
    const records: EntryRecord[] = [];
    for (let seq = after + 1; records.length < limit; seq += 1) {
      const document = this.#set.entries.get(keyOf({ room, seq }), this.#set.committed);
      if (document === undefined) break;
      records.push(toEntryRecord(document as EntryDocument));
    }
    return records;
  }
}

import type { EntryRecord } from "../../../src/ports/store/log.ts";
import type { Database, SimStore, Way } from "./database.ts";
import { FaultyStore } from "./faulty-store.ts";
import { MemoryAccounts } from "./memory-accounts.ts";
import { MemoryLog } from "./memory-log.ts";
import { MemoryRooms } from "./memory-rooms.ts";

/** A store without a server of its own: what is written is there. */
export class Disk implements Database {
  readonly accounts = new MemoryAccounts();
  readonly rooms: MemoryRooms;
  readonly log = new MemoryLog((roomId, userId, mark) => {
    this.rooms.markRead(roomId, userId, mark);
  });

  constructor(now: () => number) {
    this.rooms = new MemoryRooms(this.log, this.accounts, now);
  }

  settle(records: readonly EntryRecord[]): void {
    this.log.append(records);
  }

  open(way: Way): SimStore {
    return new FaultyStore(this, way);
  }
}

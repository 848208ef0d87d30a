import { MemoryAccounts } from "./memory-accounts.ts";
import { MemoryRooms } from "./memory-rooms.ts";

/** What survives every crash. */
export class Disk {
  readonly accounts = new MemoryAccounts();
  readonly rooms: MemoryRooms;

  constructor(now: () => number) {
    this.rooms = new MemoryRooms(this.accounts, now);
  }
}

import type { EntryRecord } from "../../../src/ports/store/log.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import type { Chance } from "../chance.ts";
import type { Coverage } from "../coverage.ts";
import type { Machine, Scheduler } from "../scheduler.ts";
import type { MemoryAccounts } from "./memory-accounts.ts";
import type { MemoryRooms } from "./memory-rooms.ts";
import type { StoreWeather } from "./weather.ts";

/** How a server reaches its database. */
export interface Way {
  readonly scheduler: Scheduler;
  readonly machine: Machine;
  readonly chance: Chance;
  readonly weather: StoreWeather;
  readonly coverage: Coverage;
}

export interface SimStore extends Store {
  /** Appends between their call and their answer: before the effect, and after it. */
  readonly appending: { readonly before: number; readonly after: number };
}

/** What survives every crash of a server. */
export interface Database {
  readonly accounts: MemoryAccounts;
  readonly rooms: MemoryRooms;
  /** Entries that stand before anybody comes. */
  settle(records: readonly EntryRecord[]): void;
  /** As one server reaches it: slowly, and not always. */
  open(way: Way): SimStore;
}

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/adapters/store/sqlite/store.ts";
import type { OpenedStore } from "./store.ts";

/** In memory where there is such a place: hundreds of databases are made, and each waits for its disk. */
const PLACE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export const makeDirectory = (): string => mkdtempSync(join(PLACE, "crosstalk-store-"));

/** A SQLite store in a directory of its own. */
export const openSqliteTarget = async (): Promise<OpenedStore> => {
  const dataDir = makeDirectory();
  let store = await openSqliteStore({ dataDir });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openSqliteStore({ dataDir });
      return store;
    },
    async close() {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

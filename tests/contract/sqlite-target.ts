import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/adapters/store/sqlite/store.ts";
import type { OpenedStore } from "./store.ts";

export const makeDirectory = (): string => mkdtempSync(join(tmpdir(), "crosstalk-store-"));

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

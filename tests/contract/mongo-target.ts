import { MongoClient } from "mongodb";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import type { OpenedBlobs } from "./blobs.ts";
import type { OpenedStore } from "./store.ts";

let made = 0;

/** A name that no other case, runtime or run has. */
export const databaseName = (): string => {
  made += 1;
  return `crosstalk_test_${crypto.randomUUID().slice(0, 8)}_${made}`;
};

export const dropDatabase = async (url: string, dbName: string): Promise<void> => {
  const client = new MongoClient(url);
  await client.db(dbName).dropDatabase();
  await client.close();
};

/** A store on a database of its own. */
export const openMongoTarget = async (url: string): Promise<OpenedStore> => {
  const dbName = databaseName();
  let store = await openMongoStore({ url, dbName });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openMongoStore({ url, dbName });
      return store;
    },
    async close() {
      await store.close();
      await dropDatabase(url, dbName);
    },
  };
};

/** GridFS in a database of its own. */
export const openGridFsTarget = async (url: string): Promise<OpenedBlobs> => {
  const dbName = databaseName();
  let store = await openMongoStore({ url, dbName });
  return {
    blobs: store.blobs,
    async reopen() {
      await store.close();
      store = await openMongoStore({ url, dbName });
      return store.blobs;
    },
    async close() {
      await store.close();
      await dropDatabase(url, dbName);
    },
  };
};

import { type MongoStore, openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import type { OpenedBlobs } from "./blobs.ts";
import type { MongoDatabases } from "./mongo-databases.ts";
import type { OpenedStore } from "./store.ts";

/** What may be opened, closed and opened again, over an empty database. */
const openOn = async <T>(databases: MongoDatabases, of: (store: MongoStore) => T) => {
  const { url } = databases;
  const dbName = databases.take();
  let store = await openMongoStore({ url, dbName });
  return {
    first: of(store),
    async reopen() {
      await store.close();
      store = await openMongoStore({ url, dbName });
      return of(store);
    },
    async close() {
      await store.close();
      await databases.giveBack(dbName);
    },
  };
};

export const openMongoTarget = async (databases: MongoDatabases): Promise<OpenedStore> => {
  const { first, ...rest } = await openOn(databases, (store) => store);
  return { store: first, ...rest };
};

/** GridFS. */
export const openGridFsTarget = async (databases: MongoDatabases): Promise<OpenedBlobs> => {
  const { first, ...rest } = await openOn(databases, ({ blobs }) => blobs);
  return { blobs: first, ...rest };
};

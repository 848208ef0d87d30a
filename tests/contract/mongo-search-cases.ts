import { deepEqual, equal } from "node:assert/strict";
import { type Db, MongoClient } from "mongodb";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { until } from "../harness/wait.ts";
import type { MongoCase } from "./mongo-cases.ts";
import { makeRoom, RoomLog, T0 } from "./store-fixture.ts";

interface ChunkRow {
  readonly _id: { readonly room: string; readonly from: number };
  readonly to: number;
  readonly terms: readonly string[];
}

/** Looks at what is really there, past the store. */
const withDatabase = async (
  url: string,
  dbName: string,
  look: (db: Db) => Promise<void>,
): Promise<void> => {
  const client = new MongoClient(url);
  try {
    await look(client.db(dbName));
  } finally {
    await client.close();
  }
};

const chunksIn = (db: Db): Promise<ChunkRow[]> =>
  db.collection<ChunkRow>("term_chunks").find().sort({ _id: 1 }).toArray();

/** Resolves when chunks cover the log, one after the other, from the first entry on. */
const covered = async (db: Db, to: number): Promise<readonly ChunkRow[]> =>
  until(`chunks up to ${to}`, async () => {
    const chunks = await chunksIn(db);
    return chunks.at(-1)?.to === to ? chunks : undefined;
  });

const contiguous = (chunks: readonly ChunkRow[], first: number): void => {
  let next = first;
  for (const { _id, to } of chunks) {
    equal(_id.from, next);
    equal(to >= _id.from && to - _id.from < 256, true);
    next = to + 1;
  }
};

/** Says so many, each with a word of its own and one that all have. */
const chatter = async (log: RoomLog, count: number): Promise<void> => {
  const last = log.seq + count;
  while (log.seq < last) {
    const first = log.seq + 1;
    const some = Array.from({ length: Math.min(200, last - log.seq) }, (_, i) => first + i);
    await log.say("anna", ...some.map((seq) => `word${seq} common`));
  }
};

/** Seqs, newest first, over all pages. */
const found = async (store: Store, terms: string[], roomIds = ["r1"]): Promise<number[]> => {
  const seqs: number[] = [];
  let cursor: string | undefined;
  do {
    const query = { terms, roomIds, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { hits, nextCursor } = await store.log.search(query);
    seqs.push(...hits.map(({ seq }) => seq));
    cursor = nextCursor;
  } while (cursor !== undefined);
  return seqs;
};

const descending = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, i) => from - i);

export const mongoSearchCases: readonly MongoCase[] = [
  {
    name: "mongo: a search finds the same before and after words are gathered, over the borders of chunks",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      const log = await makeRoom(store, "r1", ["anna"]);
      const look = async (): Promise<void> => {
        deepEqual(await found(store, ["common"]), descending(600, 1));
        for (const seq of [1, 256, 257, 512, 513, 600]) {
          deepEqual(await found(store, ["common", `word${seq}`]).then((seqs) => seqs.at(-1)), seq);
        }
        deepEqual(await found(store, ["word600", "word599"]), []);
      };
      await chatter(log, 600);
      await look();
      await withDatabase(url, dbName, async (db) => {
        const chunks = await covered(db, 600);
        contiguous(chunks, 1);
        equal(chunks.length, 3);
      });
      await look();
      await chatter(log, 1);
      deepEqual(await found(store, ["word60"]), [601, 600, 60]);
      await store.close();
    },
  },
  {
    name: "mongo: an edit of a message whose words are gathered is found by its new words alone; a deleted one's words are forgotten",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      const log = await makeRoom(store, "r1", ["anna"]);
      await chatter(log, 256);
      await withDatabase(url, dbName, async (db) => {
        await covered(db, 256);
        await log.add("anna", { event: "edit", target: 10, content: "a platypus" });
        deepEqual(await found(store, ["platy"]), [10]);
        deepEqual(await found(store, ["word10"]), descending(109, 100));
        await log.add("anna", { event: "delete", target: 10 });
        await log.add("anna", { event: "delete", target: 20 });
        deepEqual(await found(store, ["platy"]), []);
        deepEqual(await found(store, ["word20"]), descending(209, 200));
        await until("forgotten", async () => {
          const terms = (await chunksIn(db)).flatMap((chunk) => chunk.terms);
          return !terms.includes("word10") && !terms.includes("word20");
        });
        deepEqual(await found(store, ["word30"]), [30]);
      });
      await store.close();
    },
  },
  {
    name: "mongo: servers that gather one room's words at once leave one row of chunks; one cut off amid it is gone on from",
    run: async (url, dbName) => {
      const first = await openMongoStore({ url, dbName });
      const log = await makeRoom(first, "r1", ["anna"]);
      await chatter(log, 1_500);
      await first.close();
      await withDatabase(url, dbName, async (db) => {
        // As a database is that a version without chunks wrote.
        await db.collection("term_chunks").deleteMany({});
        await db.collection("rooms").updateMany({}, { $unset: { indexedTo: 1 } });
        const stores = await Promise.all([1, 2, 3].map(() => openMongoStore({ url, dbName })));
        await Promise.all(
          stores.map(async (store) => deepEqual(await found(store, ["word1500"]), [1_500])),
        );
        contiguous(await covered(db, 1_500), 1);
        await Promise.all(stores.map((store) => store.close()));
        // Between a chunk and its being noted with the room.
        await db.collection("rooms").updateMany({}, { $set: { indexedTo: 3 } });
      });
      const again = await openMongoStore({ url, dbName });
      deepEqual(await found(again, ["common"]), descending(1_500, 1));
      await chatter(Object.assign(new RoomLog(again, "r1"), { seq: 1_500, n: 1_500 }), 300);
      await withDatabase(url, dbName, async (db) => contiguous(await covered(db, 1_800), 1));
      deepEqual(await found(again, ["common"]), descending(1_800, 1));
      await again.close();
    },
  },
  {
    name: "mongo: retention and removal take the words along",
    run: async (url, dbName) => {
      const store = await openMongoStore({ url, dbName });
      const log = await makeRoom(store, "r1", ["anna"]);
      await chatter(log, 600);
      await withDatabase(url, dbName, async (db) => {
        await covered(db, 600);
        const entries = db.collection<{
          readonly _id: { readonly room: string; seq: number };
          at: number;
        }>("entries");
        const middle = await entries.findOne({ "_id.seq": 300 });
        const cut = middle?.at ?? T0;
        while (await store.log.retain(cut));
        const floor = (await store.log.tip("r1"))?.floor ?? 0;
        await until("forgotten", async () => {
          const terms = (await chunksIn(db)).flatMap((chunk) => chunk.terms);
          return !terms.includes("word1") && !terms.includes(`word${floor - 1}`);
        });
        deepEqual(await found(store, ["common"]), descending(600, floor));
        await store.rooms.deleteRoom("r1");
        await until("removed", async () => (await chunksIn(db)).length === 0);
      });
      await store.close();
    },
  },
];

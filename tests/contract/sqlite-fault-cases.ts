import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../src/adapters/store/sqlite/migrations/migrations.ts";
import { openDatabase } from "../../src/adapters/store/sqlite/open.ts";
import { openSqliteStore, SqliteStore } from "../../src/adapters/store/sqlite/store.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { times } from "../harness/long.ts";
import { until } from "../harness/wait.ts";
import { spawnSame } from "./child-runtime.ts";
import type { SqliteCase } from "./sqlite-cases.ts";
import { makeRoom, search, seqsOf } from "./store-fixture.ts";

const isUnavailable = (error: unknown): boolean => {
  ok(error instanceof Error && error.name === "StoreUnavailable", String(error));
  return true;
};

/** Appends in another process, kills that after `lines` acknowledgements, and tells the last one. */
const appendAndKill = async (dataDir: string, lines: number): Promise<number[]> => {
  const child = spawnSame("append-until-killed.ts", dataDir);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  let last = "[]";
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    count += 1;
    if (count === lines) child.kill("SIGKILL");
  }
  await exited;
  ok(count >= lines, "it ended by itself");
  return JSON.parse(last) as number[];
};

const allSeqs = async (store: Store, roomId: string): Promise<number[]> => {
  const seqs: number[] = [];
  for (;;) {
    const page = await store.log.entries(roomId, seqs.at(-1) ?? 0, 5_000);
    if (page.length === 0) return seqs;
    seqs.push(...seqsOf(page));
  }
};

export const sqliteFaultCases: readonly SqliteCase[] = [
  {
    name: "sqlite: kill -9 while appending takes nothing that was acknowledged, and leaves no hole",
    run: async (dataDir) => {
      const first = await openSqliteStore({ dataDir });
      await makeRoom(first, "r1", ["anna"]);
      await makeRoom(first, "r2", ["anna"]);
      await first.close();
      for (let round = 1; round <= times(3, 20); round += 1) {
        const acknowledged = await appendAndKill(dataDir, 20 * round);
        const store = await openSqliteStore({ dataDir });
        for (const [place, roomId] of ["r1", "r2"].entries()) {
          const seqs = await allSeqs(store, roomId);
          ok(seqs.length >= (acknowledged[place] ?? Number.POSITIVE_INFINITY));
          deepEqual(
            seqs,
            Array.from(seqs, (_, i) => i + 1),
          );
          const tip = { seq: seqs.length, n: seqs.length, floor: 1 };
          deepEqual(await store.log.tip(roomId), tip);
          const read = (await store.rooms.membership(roomId, "anna"))?.read;
          deepEqual(read, { seq: tip.seq, n: tip.n });
        }
        const hits = await search(store, { terms: ["message"], roomIds: ["r1"], limit: 5 });
        equal(hits.hits[0]?.seq, (await store.log.tip("r1"))?.seq);
        await store.close();
      }
    },
  },
  {
    name: "sqlite: a full disk refuses writes, keeps what stands and the process, and is got over",
    run: async (dataDir) => {
      const database = openDatabase(dataDir, MIGRATIONS);
      const store = new SqliteStore(database, { dataDir });
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "before");
      const limit = (pages: number) => database.connection.pragma(`max_page_count = ${pages}`);
      limit(1);
      const batch = Array.from({ length: 50 }, () => log.message("anna", "y".repeat(3_000)));
      await rejects(store.log.append(batch), isUnavailable);
      equal(store.health().ok, false);
      deepEqual(await store.log.tip("r1"), { seq: 1, n: 1, floor: 1 });
      deepEqual(seqsOf(await store.log.entries("r1", 0, 99)), [1]);
      deepEqual((await store.rooms.membership("r1", "anna"))?.read, { seq: 1, n: 1 });
      limit(1_000_000);
      deepEqual(await store.log.append(batch), { status: "stored" });
      deepEqual(store.health(), { ok: true });
      deepEqual(await store.log.tip("r1"), { seq: 51, n: 51, floor: 1 });
      await store.close();
    },
  },
  {
    name: "sqlite: a writer that is held up by another program is unavailable, not stuck",
    run: async (dataDir) => {
      const store = await openSqliteStore({ dataDir });
      const log = await makeRoom(store, "r1", ["anna"]);
      const other = new DatabaseSync(join(dataDir, "crosstalk.db"));
      other.exec("BEGIN IMMEDIATE");
      const entry = log.message("anna", "late");
      await rejects(store.log.append([entry]), isUnavailable);
      other.exec("ROLLBACK");
      other.close();
      deepEqual(await store.log.append([entry]), { status: "stored" });
      deepEqual(store.health(), { ok: true });
      await store.close();
    },
  },
  {
    name: "sqlite: a last owner whose succession fails has not left",
    run: async (dataDir) => {
      const database = openDatabase(dataDir, MIGRATIONS);
      const store = new SqliteStore(database, { dataDir });
      await makeRoom(store, "r1", ["anna", "bob"]);
      database.connection.execute(
        `CREATE TEMP TRIGGER no_successor BEFORE UPDATE OF role ON members
          BEGIN SELECT raise(ABORT, 'no successor'); END`,
      );
      await rejects(store.rooms.removeMember("r1", "anna"), /no successor/);
      equal((await store.rooms.membership("r1", "anna"))?.role, "owner");
      equal((await store.rooms.room("r1"))?.members, 2);
      database.connection.execute("DROP TRIGGER no_successor");
      const removed = await store.rooms.removeMember("r1", "anna");
      deepEqual(removed, { role: "owner", successor: "bob" });
      await store.close();
    },
  },
  {
    name: "sqlite: after close every call is unavailable, and closing twice is harmless",
    run: async (dataDir) => {
      const store = await openSqliteStore({ dataDir });
      const log = await makeRoom(store, "r1", ["anna"]);
      await store.close();
      await store.close();
      await rejects(store.log.append([log.message("anna", "late")]), isUnavailable);
      await rejects(store.rooms.room("r1"), isUnavailable);
      const query = { terms: ["late"], roomIds: ["r1"], limit: 1 };
      await rejects(store.log.search(query), isUnavailable);
    },
  },
  {
    name: "sqlite: an index that is missing, damaged or of another version is made anew",
    run: async (dataDir) => {
      const index = join(dataDir, "search.db");
      const finds = async (expected: readonly number[]): Promise<void> => {
        const store = await openSqliteStore({ dataDir });
        const query = { terms: ["needle"], roomIds: ["r1"], limit: 9 };
        deepEqual(seqsOf((await search(store, query)).hits), expected);
        await store.close();
      };
      const store = await openSqliteStore({ dataDir });
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "needle one", "two", "needle three");
      await store.close();
      await finds([3, 1]);
      rmSync(index);
      await finds([3, 1]);
      writeFileSync(index, "no database ".repeat(1_000));
      await finds([3, 1]);
      const database = new DatabaseSync(index);
      database.exec("DELETE FROM words WHERE rowid = 1; PRAGMA user_version = 77");
      database.close();
      await finds([3, 1]);
      const later = new DatabaseSync(index);
      later.exec("DELETE FROM words WHERE rowid = 1; UPDATE progress SET entry = 1000");
      later.close();
      await finds([3, 1]);
    },
  },
  {
    name: "sqlite: a worker that fails is unavailable to searches only, and is started again",
    run: async (dataDir) => {
      const index = join(dataDir, "search.db");
      mkdirSync(index);
      writeFileSync(join(index, "in the way"), "");
      const store = await openSqliteStore({ dataDir });
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "needle");
      const query = { terms: ["needle"], roomIds: ["r1"], limit: 9 };
      await rejects(store.log.search(query), isUnavailable);
      await log.say("anna", "needle again");
      ok((store.gauges()["sqlite_worker_restarts"] ?? 0) >= 1);
      rmSync(index, { recursive: true });
      deepEqual(seqsOf((await search(store, query)).hits), [2, 1]);
      await store.close();
    },
  },
  {
    name: "sqlite: a search that a failing worker interrupts is asked once more, and answered",
    run: async (dataDir) => {
      const index = join(dataDir, "search.db");
      const first = await openSqliteStore({ dataDir });
      const log = await makeRoom(first, "r1", ["anna"]);
      await log.say("anna", "needle");
      await first.close();
      rmSync(index, { force: true });
      mkdirSync(index);
      writeFileSync(join(index, "in the way"), "");
      const failures: string[] = [];
      const logger: Logger = {
        debug() {},
        info() {},
        warn() {},
        // Told of before the next worker is started: that one finds nothing in its way.
        error(message) {
          failures.push(message);
          rmSync(index, { recursive: true });
        },
        with: () => logger,
      };
      const store = await openSqliteStore({ dataDir, logger });
      // Nothing else has woken the worker yet: its failure is met by this search.
      const found = await store.log.search({ terms: ["needle"], roomIds: ["r1"], limit: 9 });
      deepEqual(seqsOf(found.hits), [1]);
      deepEqual(failures, ["store worker failed"]);
      equal(store.gauges()["sqlite_worker_restarts"], 1);
      await store.close();
    },
  },
  {
    name: "sqlite: what a removed room left behind is swept after a restart, from the index too",
    run: async (dataDir) => {
      const store = await openSqliteStore({ dataDir });
      const kept = await makeRoom(store, "r2", ["anna"]);
      await kept.say("anna", "needle kept", "needle deleted");
      equal((await search(store, { terms: ["needle"], roomIds: ["r2"], limit: 9 })).hits.length, 2);
      await kept.add("anna", { event: "delete", target: 2 });
      const log = await makeRoom(store, "r1", ["anna"]);
      for (let i = 0; i < 30; i += 1) {
        await log.append(...Array.from({ length: 100 }, () => log.message("anna", "needle")));
      }
      const query = { terms: ["needle"], roomIds: ["r1", "r2"], limit: 1 };
      equal((await search(store, query)).hits.length, 1);
      await store.rooms.deleteRoom("r1");
      await store.close();
      const count = (file: string, rows: string): number => {
        const database = new DatabaseSync(join(dataDir, file), { readOnly: true });
        const row = database.prepare(`SELECT count(*) AS count FROM ${rows}`).get();
        database.close();
        return Number(row?.["count"]);
      };
      const left = (table: string): number => count("crosstalk.db", table);
      ok(left("entries WHERE room = 2") > 0);
      const again = await openSqliteStore({ dataDir });
      await until("swept", () => left("removed_rooms") === 0 && left("search_removals") === 0);
      equal(left("entries"), 3);
      equal(left("members"), 1);
      equal(count("search.db", "words WHERE words MATCH 'needle'"), 1);
      // The newest entries are gone, and their ids must not come again: the index is past them.
      await again.close();
      const third = await openSqliteStore({ dataDir });
      deepEqual(await third.log.append([kept.message("anna", "needle fresh")]), {
        status: "stored",
      });
      deepEqual(seqsOf((await search(third, { ...query, limit: 9 })).hits), [4, 1]);
      await third.close();
    },
  },
];

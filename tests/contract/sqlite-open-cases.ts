import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { initial } from "../../src/adapters/store/sqlite/migrations/0001-initial.ts";
import { MIGRATIONS } from "../../src/adapters/store/sqlite/migrations/migrations.ts";
import { openDatabase } from "../../src/adapters/store/sqlite/open.ts";
import { openSqliteStore } from "../../src/adapters/store/sqlite/store.ts";
import { StoreUnusable } from "../../src/ports/store/store.ts";
import { spawnSame } from "./child-runtime.ts";
import type { SqliteCase } from "./sqlite-cases.ts";
import { makeRoom, seqsOf, T0 } from "./store-fixture.ts";

/** Refused with one line that has all of `words`. */
const refused = async (dataDir: string, ...words: readonly string[]): Promise<void> => {
  await rejects(openSqliteStore({ dataDir }), (error) => {
    ok(error instanceof StoreUnusable, String(error));
    ok(!error.message.includes("\n"));
    for (const word of words) ok(error.message.includes(word), error.message);
    return true;
  });
};

/** A database of schema 0001: a room of three messages, the first with reactions. */
const makeVersion1 = async (dataDir: string): Promise<void> => {
  const { connection, lock } = openDatabase(dataDir, [initial]);
  connection.execute(`
    INSERT INTO users (key, id, kind, display_name, role, disabled, deleted, created_at, last_seen_at)
      VALUES (1, 'anna', 'member', 'anna', 'user', 0, 0, ${T0}, ${T0}),
        (2, 'bob', 'member', 'bob', 'user', 0, 0, ${T0}, ${T0});
    INSERT INTO rooms (key, id, kind, name, name_key, created_by, created_at, members)
      VALUES (1, 'r1', 'public', 'r1', 'r1', 'anna', ${T0}, 1);
    INSERT INTO tips VALUES (1, 9, 3, ${T0}, 3, 1, 0, ${T0});
    INSERT INTO members VALUES (1, 1, 'owner', ${T0}, 0, 0, 3, 3);
  `);
  const entry = (seq: number, sender: number, what: Record<string, string | number>): void => {
    const names = Object.keys(what).map((name) => `, "${name}"`);
    const places = names.map(() => ", ?");
    connection
      .prepare(
        `INSERT INTO entries (id, room, seq, n, uuid, cid, sender, at, server${names.join("")})
          VALUES (?, 1, ?, ?, ?, ?, ?, ${T0}, 's'${places.join("")})`,
      )
      .run(seq, seq, Math.min(seq, 3), `id${seq}`, `cid${seq}`, sender, ...Object.values(what));
  };
  for (const seq of [1, 2, 3]) entry(seq, 1, { event: 0, content: `message ${seq}` });
  const react = (seq: number, sender: number, emoji: string, on: number): void =>
    entry(seq, sender, { event: 3, target: 1, emoji, on });
  react(4, 1, "👍", 1);
  react(5, 2, "🎉", 1);
  react(6, 1, "👍", 0);
  react(7, 2, "👍", 1);
  react(8, 1, "🎉", 1);
  react(9, 2, "🎉", 0);
  connection.close();
  lock.release();
};

const change = (dataDir: string, sql: string): void => {
  const database = new DatabaseSync(join(dataDir, "crosstalk.db"));
  database.exec(sql);
  database.close();
};

const overwrite = (file: string, offset: number, bytes: number): void => {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, new Uint8Array(bytes).fill(0xa5), 0, bytes, offset);
  closeSync(descriptor);
};

export const sqliteOpenCases: readonly SqliteCase[] = [
  {
    name: "sqlite: a second owner is refused, in this process and in another, and comes in after kill -9",
    run: async (dataDir) => {
      await makeVersion1(dataDir);
      change(dataDir, "UPDATE rooms SET id = 'r2' WHERE id = 'none'");
      const first = await openSqliteStore({ dataDir });
      await makeRoom(first, "r2", ["anna"]);
      await refused(dataDir, dataDir, "in use by another server");
      await first.close();
      const other = spawnSame("append-until-killed.ts", dataDir);
      await new Promise<void>((resolve) => other.stdout.once("data", () => resolve()));
      await refused(dataDir, dataDir, "in use by another server");
      const exited = new Promise((resolve) => other.once("exit", resolve));
      other.kill("SIGKILL");
      await exited;
      await (await openSqliteStore({ dataDir })).close();
    },
  },
  {
    name: "sqlite: deleted users whom an earlier version left in rooms have them to leave",
    run: async (dataDir) => {
      await makeVersion1(dataDir);
      change(dataDir, "UPDATE users SET deleted = 1");
      const store = await openSqliteStore({ dataDir });
      deepEqual(
        (await store.accounts.leavingUsers(9)).map(({ id }) => id),
        ["anna"],
      );
      await store.close();
    },
  },
  {
    name: "sqlite: a directory that can't be made or written is named",
    run: async (dataDir) => {
      writeFileSync(join(dataDir, "file"), "");
      await refused(join(dataDir, "file", "data"), "can't be made", "ENOTDIR");
      if (process.platform === "linux") await refused("/proc", "/proc", "can't be written");
    },
  },
  {
    name: "sqlite: a database that another program has locked is named",
    run: async (dataDir) => {
      await makeVersion1(dataDir);
      const other = new DatabaseSync(join(dataDir, "crosstalk.db"));
      other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
      await refused(dataDir, "crosstalk.db", "locked by another program");
      other.close();
      await (await openSqliteStore({ dataDir })).close();
    },
  },
  {
    name: "sqlite: a database of a newer version, of another program, or of none is refused untouched",
    run: async (dataDir) => {
      await makeVersion1(dataDir);
      change(dataDir, "PRAGMA user_version = 999");
      await refused(dataDir, "newer", "999", `knows ${MIGRATIONS.length}`);
      change(dataDir, "PRAGMA user_version = 1; PRAGMA application_id = 77");
      await refused(dataDir, "not a Crosstalk database");
      const other = join(dataDir, "other");
      mkdirSync(other);
      writeFileSync(join(other, "crosstalk.db"), "this is no database ".repeat(500));
      await refused(other, "damaged", "backup");
    },
  },
  {
    name: "sqlite: damage is found at the start",
    run: async (dataDir) => {
      const store = await openSqliteStore({ dataDir });
      const log = await makeRoom(store, "r1", ["anna"]);
      for (let i = 0; i < 20; i += 1) await log.say("anna", "x".repeat(3_000));
      await store.close();
      overwrite(join(dataDir, "crosstalk.db"), 4_096 * 3, 4_096 * 20);
      await refused(dataDir, "crosstalk.db", "damaged", "backup");
    },
  },
  {
    name: "sqlite: an older schema is brought up to date, with what it holds",
    run: async (dataDir) => {
      await makeVersion1(dataDir);
      const store = await openSqliteStore({ dataDir });
      deepEqual(seqsOf(await store.log.entries("r1", 0, 9)), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
      deepEqual((await store.log.history({ roomId: "r1", limit: 9, viewerId: "anna" })).reactions, [
        { target: 1, emoji: "🎉", count: 1, own: true },
        { target: 1, emoji: "👍", count: 1, own: false },
      ]);
      await store.close();
      const next = {
        version: MIGRATIONS.length + 1,
        name: "next",
        up: (connection: { execute(sql: string): void }) =>
          connection.execute("CREATE TABLE added (x INTEGER) STRICT"),
      };
      const opened = openDatabase(dataDir, [...MIGRATIONS, next]);
      equal(opened.connection.pragma("user_version"), next.version);
      deepEqual(opened.connection.prepare("SELECT * FROM added").all(), []);
      opened.connection.close();
      opened.lock.release();
      await refused(dataDir, "newer");
    },
  },
  {
    name: "sqlite: an upgrade that fails changes nothing",
    run: async (dataDir) => {
      await makeVersion1(dataDir);
      const steps = [
        { sql: "CREATE TABLE added (x INTEGER) STRICT" },
        { sql: "ALTER TABLE missing ADD COLUMN y" },
      ].map(({ sql }, place) => ({
        version: MIGRATIONS.length + 1 + place,
        name: sql,
        up: (connection: { execute(sql: string): void }) => connection.execute(sql),
      }));
      let failure = "";
      try {
        openDatabase(dataDir, [...MIGRATIONS, ...steps]);
      } catch (error) {
        failure = String(error);
      }
      match(failure, /missing/);
      const store = await openSqliteStore({ dataDir });
      equal((await store.log.entries("r1", 0, 99)).length, 9);
      await store.close();
      const database = new DatabaseSync(join(dataDir, "crosstalk.db"));
      equal(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'added'").get(), undefined);
      database.close();
    },
  },
  {
    name: "sqlite: an orderly close leaves one file, without a WAL",
    run: async (dataDir) => {
      await makeVersion1(dataDir);
      deepEqual(
        readdirSync(dataDir).filter((name) => name.startsWith("crosstalk.db")),
        ["crosstalk.db"],
      );
    },
  },
];

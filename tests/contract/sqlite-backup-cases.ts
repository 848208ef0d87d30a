import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { openSqliteStore } from "../../src/adapters/store/sqlite/store.ts";
import type { SqliteCase } from "./sqlite-cases.ts";
import { account, makeRoom, search } from "./store-fixture.ts";

export const sqliteBackupCases: readonly SqliteCase[] = [
  {
    name: "sqlite: a backup taken while others write is the whole of one moment, and opens as a store",
    run: async (dataDir) => {
      const store = await openSqliteStore({ dataDir: join(dataDir, "live") });
      const log = await makeRoom(store, "r1", ["anna", "bob"], { topic: "kept" });
      await log.say("anna", ...Array.from({ length: 200 }, (_, i) => `early ${i}`));
      const early = log.seq;
      let writing = true;
      const copies = [join(dataDir, "one"), join(dataDir, "two")];
      const backups = Promise.all(copies.map((copy) => store.backup(copy))).finally(() => {
        writing = false;
      });
      for (let i = 0; writing; i += 1) {
        await log.say("anna", `late ${i}`, "and more");
        await store.accounts.createUser(account(`user${i}`));
        // Between two turns of the event loop, as requests come.
        await setImmediate();
      }
      await backups;
      const all = await store.log.entries("r1", 0, 1_000_000);
      for (const copy of copies) {
        deepEqual(readdirSync(copy), ["crosstalk.db"]);
        const restored = await openSqliteStore({ dataDir: copy });
        const tip = await restored.log.tip("r1");
        ok(tip !== undefined && tip.seq >= early && tip.seq <= all.length);
        deepEqual(await restored.log.entries("r1", 0, 1_000_000), all.slice(0, tip.seq));
        // A say and the account after it are two commits: never the second without the first.
        const users = (await restored.accounts.countUsers()) - 2;
        ok(users === (tip.n - early) / 2 || users === (tip.n - early) / 2 - 1);
        deepEqual((await restored.rooms.membership("r1", "anna"))?.read, {
          seq: tip.seq,
          n: tip.n,
        });
        const query = { terms: ["early", "7"], roomIds: ["r1"], limit: 99 };
        equal((await search(restored, query)).hits.length, 11);
        await restored.close();
      }
      await rejects(store.backup(join(dataDir, "one")));
      deepEqual(readdirSync(dataDir).sort(), ["live", "one", "two"]);
      await store.close();
    },
  },
  {
    name: "sqlite: erased content is overwritten in the database, and is in no copy of it",
    run: async (dataDir) => {
      const live = join(dataDir, "live");
      const store = await openSqliteStore({ dataDir: live });
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "short needleword", `needleword ${"long ".repeat(700)}`, "kept");
      await log.add("anna", { event: "edit", target: 1, content: "edited needleword" });
      await log.add("anna", { event: "delete", target: 1 });
      await log.add("anna", { event: "delete", target: 2 });
      await store.backup(join(dataDir, "copy"));
      await store.close();
      for (const folder of ["live", "copy"]) {
        const bytes = readFileSync(join(dataDir, folder, "crosstalk.db"));
        equal(bytes.includes("needleword"), false, folder);
        equal(bytes.includes("kept"), true, folder);
      }
    },
  },
];

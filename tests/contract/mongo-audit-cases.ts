import { deepEqual, equal } from "node:assert/strict";
import { type Collection, MongoClient } from "mongodb";
import { openMongoStore } from "../../src/adapters/store/mongo/store.ts";
import type { AuditFinding } from "../../src/protocol/audit/audit-chain.ts";
import type { AuditRow } from "../../src/protocol/audit/audit-row.ts";
import { until } from "../harness/wait.ts";
import type { MongoCase } from "./mongo-cases.ts";
import { allRows, auditRecord, findingsIn } from "./store-audit-cases.ts";

type Rows = Collection<AuditRow & { readonly _id: number }>;

/** A log of six rows, of which somebody who has the database makes what `change` does. */
const attack = (
  name: string,
  change: (rows: Rows) => Promise<unknown>,
  expected: readonly AuditFinding[],
): MongoCase => ({
  name: `mongo: an audit log ${name} says so`,
  run: async (url, dbName) => {
    const store = await openMongoStore({ url, dbName });
    for (const id of ["a1", "a2", "a3", "a4", "a5", "a6"]) {
      await store.audit.append(auditRecord(id));
    }
    const client = new MongoClient(url);
    await change(client.db(dbName).collection("audit"));
    await client.close();
    deepEqual(await findingsIn(store.audit), expected);
    await store.close();
  },
});

export const mongoAuditCases: readonly MongoCase[] = [
  {
    name: "mongo: three servers that append to the audit log at once make one chain",
    run: async (url, dbName) => {
      const stores = await Promise.all([1, 2, 3].map(() => openMongoStore({ url, dbName })));
      await until("ready", () => stores.every((store) => store.health().ok) || undefined);
      const ids = Array.from({ length: 20 }, (_, i) => i);
      await Promise.all(
        stores.flatMap(({ audit }, server) =>
          ids.map((i) => audit.append(auditRecord(`a${server}-${i}`))),
        ),
      );
      for (const { audit } of stores) {
        equal((await allRows(audit)).length, 60);
        deepEqual(await findingsIn(audit), []);
      }
      await Promise.all(stores.map((store) => store.close()));
    },
  },
  {
    name: "mongo: an audit record that two servers append at once is there once",
    run: async (url, dbName) => {
      const stores = await Promise.all([1, 2].map(() => openMongoStore({ url, dbName })));
      await until("ready", () => stores.every((store) => store.health().ok) || undefined);
      for (let i = 0; i < 10; i += 1) {
        const [one, other] = await Promise.all(
          stores.map(({ audit }) => audit.append(auditRecord(`a${i}`))),
        );
        deepEqual(one, other);
      }
      const [first] = stores;
      equal(first === undefined ? 0 : (await allRows(first.audit)).length, 10);
      await Promise.all(stores.map((store) => store.close()));
    },
  },
  attack(
    "with a row that was changed",
    (rows) => rows.updateOne({ id: "a3" }, { $set: { actor: "mallory" } }),
    [{ kind: "tampered", id: "a3" }],
  ),
  attack("without a row", (rows) => rows.deleteOne({ id: "a3" }), [
    { kind: "missing", id: "a4" },
    { kind: "truncated" },
  ]),
  attack("without its last rows", (rows) => rows.deleteMany({ _id: { $gt: 4 } }), [
    { kind: "truncated" },
  ]),
  attack(
    "in another order",
    async (rows) => {
      const second = await rows.findOneAndDelete({ _id: 2 });
      const third = await rows.findOneAndDelete({ _id: 3 });
      if (second === null || third === null) throw new Error("no rows");
      await rows.insertMany([
        { ...third, _id: 2 },
        { ...second, _id: 3 },
      ]);
    },
    [{ kind: "reordered", id: "a3" }],
  ),
];

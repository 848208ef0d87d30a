import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../src/adapters/store/sqlite/migrations/migrations.ts";
import { openDatabase } from "../../src/adapters/store/sqlite/open.ts";
import { openSqliteStore, SqliteStore } from "../../src/adapters/store/sqlite/store.ts";
import type { AuditFinding } from "../../src/protocol/audit/audit-chain.ts";
import type { SqliteCase } from "./sqlite-cases.ts";
import { auditRecord, findingsIn } from "./store-audit-cases.ts";

/** A log of six rows, on which somebody who has the file runs `sql`. */
const findingsAfter = async (dataDir: string, sql: string): Promise<readonly AuditFinding[]> => {
  const store = await openSqliteStore({ dataDir });
  for (const id of ["a1", "a2", "a3", "a4", "a5", "a6"]) await store.audit.append(auditRecord(id));
  await store.close();
  const database = new DatabaseSync(join(dataDir, "crosstalk.db"));
  for (const change of sql.split(";")) throws(() => database.exec(change), /append-only/);
  database.exec("DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_removed");
  database.exec(sql);
  database.close();
  const vandalised = await openSqliteStore({ dataDir });
  const findings = await findingsIn(vandalised.audit);
  await vandalised.close();
  return findings;
};

const attack = (name: string, sql: string, expected: readonly AuditFinding[]): SqliteCase => ({
  name: `sqlite: an audit log ${name} says so, and this program can't do it`,
  run: async (dataDir) => {
    deepEqual(await findingsAfter(dataDir, sql), expected);
  },
});

export const sqliteAuditCases: readonly SqliteCase[] = [
  attack("with a row that was changed", "UPDATE audit SET result = 'ok.' WHERE id = 'a3'", [
    { kind: "tampered", id: "a3" },
  ]),
  attack("without a row", "DELETE FROM audit WHERE id = 'a3'", [
    { kind: "missing", id: "a4" },
    { kind: "truncated" },
  ]),
  attack(
    "in another order",
    "UPDATE audit SET seq = 99 WHERE id = 'a2'; UPDATE audit SET seq = 2 WHERE id = 'a3'; UPDATE audit SET seq = 3 WHERE id = 'a2'",
    [{ kind: "reordered", id: "a3" }],
  ),
  attack("without its last rows", "DELETE FROM audit WHERE seq > 4", [{ kind: "truncated" }]),
  {
    name: "sqlite: an audit row that can't be written whole is not written, and stays begun",
    run: async (dataDir) => {
      const database = openDatabase(dataDir, MIGRATIONS);
      const store = new SqliteStore(database, { dataDir });
      const { result: _, ...begun } = auditRecord("a1");
      await store.audit.begin(begun);
      database.connection.execute(
        `CREATE TEMP TRIGGER no_head BEFORE INSERT ON meta
          BEGIN SELECT raise(ABORT, 'no head'); END`,
      );
      await rejects(store.audit.append(auditRecord("a1")), /no head/);
      deepEqual(await store.audit.unfinished(Number.MAX_SAFE_INTEGER, 9), [begun]);
      database.connection.execute("DROP TRIGGER no_head");
      equal((await store.audit.append(auditRecord("a1"))).id, "a1");
      deepEqual(await store.audit.unfinished(Number.MAX_SAFE_INTEGER, 9), []);
      deepEqual(await findingsIn(store.audit), []);
      await store.close();
    },
  },
];

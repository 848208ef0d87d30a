import { deepEqual, equal, ok } from "node:assert/strict";
import type { AuditQuery, AuditRecord, AuditStore } from "../../src/ports/store/audit.ts";
import { AuditVerifier, auditHash, GENESIS_HASH } from "../../src/protocol/audit/audit-chain.ts";
import type { AuditRow } from "../../src/protocol/audit/audit-row.ts";
import type { ContractCase } from "./store.ts";
import { T0 } from "./store-fixture.ts";

export const auditRecord = (id: string, other: Partial<AuditRecord> = {}): AuditRecord => ({
  id,
  at: T0,
  actor: "anna",
  action: "ban.create",
  target: "bob",
  ip: "192.0.2.1",
  result: "ok",
  ...other,
});

/** Every row, a page after the other. */
export const allRows = async (
  audit: AuditStore,
  query: Partial<AuditQuery> = {},
): Promise<AuditRow[]> => {
  const rows: AuditRow[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<AuditStore["rows"]>> = await audit.rows({
      order: "oldest",
      limit: 100,
      ...query,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
};

export const findingsIn = async (audit: AuditStore) => {
  const verifier = new AuditVerifier();
  const head = await audit.head();
  for (const row of await allRows(audit)) verifier.add(row);
  return verifier.finish(head);
};

export const auditCases: readonly ContractCase[] = [
  {
    name: "the audit log chains each row to the one before, the first to 64 zeros",
    run: async ({ store, reopen }) => {
      deepEqual(await store.audit.head(), { rows: 0, hash: GENESIS_HASH });
      deepEqual(await allRows(store.audit), []);
      const first = await store.audit.append(auditRecord("a1"));
      deepEqual(first, {
        ...auditRecord("a1"),
        prev_hash: "0".repeat(64),
        hash: auditHash({ ...auditRecord("a1"), prev_hash: "0".repeat(64) }),
      });
      const second = await store.audit.append(auditRecord("a2", { target: "", result: "unknown" }));
      equal(second.prev_hash, first.hash);
      const { audit } = await reopen();
      const third = await audit.append(auditRecord("a3", { action: 'x.y reason="日本 \\u0000"' }));
      equal(third.prev_hash, second.hash);
      deepEqual(await allRows(audit), [first, second, third]);
      deepEqual(await audit.head(), { rows: 3, hash: third.hash });
      deepEqual(await findingsIn(audit), []);
    },
  },
  {
    name: "an audit row is never older than the one before, whatever a clock says",
    run: async ({ store: { audit } }) => {
      await audit.append(auditRecord("a1", { at: T0 + 5_000 }));
      const behind = await audit.append(auditRecord("a2", { at: T0 }));
      const ahead = await audit.append(auditRecord("a3", { at: T0 + 9_000 }));
      deepEqual([behind.at, ahead.at], [T0 + 5_000, T0 + 9_000]);
    },
  },
  {
    name: "an audit record that is appended again is there once, as it was",
    run: async ({ store: { audit } }) => {
      const first = await audit.append(auditRecord("a1"));
      deepEqual(await audit.append(auditRecord("a1", { result: "refused:conflict" })), first);
      deepEqual(await allRows(audit), [first]);
      deepEqual(await audit.head(), { rows: 1, hash: first.hash });
    },
  },
  {
    name: "actions that were begun are found until they have their row",
    run: async ({ store, reopen }) => {
      const { result: _, ...begun } = auditRecord("a1", { target: "bob 192.0.2.0/24" });
      await store.audit.begin(begun);
      await store.audit.begin({ ...begun, id: "a2", at: T0 + 1 });
      await store.audit.begin({ ...begun, id: "a3", at: T0 + 2 });
      const { audit } = await reopen();
      deepEqual(await audit.unfinished(T0, 9), []);
      deepEqual(await audit.unfinished(T0 + 2, 9), [begun, { ...begun, id: "a2", at: T0 + 1 }]);
      deepEqual(await audit.unfinished(T0 + 9, 1), [begun]);
      await audit.append({ ...begun, result: "ok" });
      deepEqual(
        (await audit.unfinished(T0 + 9, 9)).map(({ id }) => id),
        ["a2", "a3"],
      );
      // One whose row stands already is begun no more either.
      await audit.append(auditRecord("a9"));
      await audit.begin({ ...begun, id: "a9" });
      await audit.append(auditRecord("a9"));
      equal((await audit.unfinished(T0 + 9, 9)).length, 2);
    },
  },
  {
    name: "the audit log is listed in pages, from either end, by what is asked for",
    run: async ({ store: { audit } }) => {
      const made: AuditRow[] = [];
      const add = async (id: string, other: Partial<AuditRecord> = {}) => {
        made.push(await audit.append(auditRecord(id, { at: T0 + made.length, ...other })));
      };
      await add("a0");
      await add("a1", { actor: "carl", target: "room-1" });
      await add("a2", { action: "ban.lift", target: "bob 192.0.2.0/24" });
      await add("a3", { action: 'user.update role="admin"', target: "carl" });
      await add("a4", { action: "banner.create", actor: "carl", target: "" });
      const found = async (query: Partial<AuditQuery>) =>
        (await allRows(audit, query)).map(({ id }) => id);
      deepEqual(await found({ order: "newest" }), ["a4", "a3", "a2", "a1", "a0"]);
      deepEqual(await found({ order: "newest", limit: 2 }), ["a4", "a3", "a2", "a1", "a0"]);
      deepEqual(await found({ order: "oldest", limit: 1 }), ["a0", "a1", "a2", "a3", "a4"]);
      deepEqual(await found({ actor: "carl" }), ["a1", "a4"]);
      deepEqual(await found({ actor: "car" }), []);
      deepEqual(await found({ action: "ban." }), ["a0", "a1", "a2"]);
      deepEqual(await found({ action: "user.update" }), ["a3"]);
      deepEqual(await found({ target: "bob" }), ["a0", "a2"]);
      deepEqual(await found({ target: "192.0.2.0/24", limit: 1 }), ["a2"]);
      deepEqual(await found({ target: "" }), []);
      deepEqual(await found({ from: T0 + 1, to: T0 + 3 }), ["a1", "a2", "a3"]);
      deepEqual(await found({ from: T0 + 4 }), ["a4"]);
      deepEqual(await found({ to: T0 - 1 }), []);
      deepEqual(await found({ actor: "anna", action: "ban.", target: "bob", from: T0 + 1 }), [
        "a2",
      ]);
      // Pages go on from where they were, whatever is added meanwhile.
      const first = await audit.rows({ order: "newest", limit: 3 });
      await add("a5");
      const { nextCursor: cursor = "" } = first;
      const rest = await audit.rows({ order: "newest", limit: 3, cursor });
      deepEqual([...first.items, ...rest.items], made.slice(0, 5).toReversed());
    },
  },
  {
    name: "audit rows that are appended at once are one chain",
    run: async ({ store: { audit } }) => {
      const ids = Array.from({ length: 40 }, (_, i) => `a${i}`);
      const rows = await Promise.all(ids.map((id) => audit.append(auditRecord(id))));
      equal(new Set(rows.map(({ prev_hash }) => prev_hash)).size, 40);
      deepEqual((await allRows(audit)).map(({ id }) => id).toSorted(), ids.toSorted());
      deepEqual(await findingsIn(audit), []);
      ok((await audit.head()).rows === 40);
    },
  },
];

import type {
  AuditAction,
  AuditQuery,
  AuditRecord,
  AuditStore,
} from "../../../ports/store/audit.ts";
import { chained, GENESIS_HASH } from "../../../protocol/audit/audit-chain.ts";
import type { AuditHead, AuditRow } from "../../../protocol/audit/audit-row.ts";
import { pageOf } from "../page.ts";
import { PAST } from "../prefixes.ts";
import type { Connection, Value } from "./connection.ts";

interface StoredRow extends AuditRow {
  readonly seq: number;
}

const toAuditRow = ({ seq: _, ...row }: StoredRow): AuditRow => ({ ...row });

/** What a row must meet: one text for each of the few combinations. */
const conditionsOf = (query: AuditQuery): readonly (readonly [sql: string, values: Value[]])[] => {
  const { actor, action, target, from, to, order, cursor } = query;
  const conditions: (readonly [string, Value[]])[] = [];
  if (cursor !== undefined) {
    conditions.push([order === "newest" ? "seq < ?" : "seq > ?", [Number(cursor)]]);
  }
  if (actor !== undefined) conditions.push(["actor = ?", [actor]]);
  if (action !== undefined) {
    conditions.push(["action >= ? AND action < ?", [action, action + PAST]]);
  }
  if (target !== undefined) {
    conditions.push(["seq IN (SELECT seq FROM audit_targets WHERE target = ?)", [target]]);
  }
  if (from !== undefined) conditions.push(["at >= ?", [from]]);
  if (to !== undefined) conditions.push(["at <= ?", [to]]);
  return conditions;
};

export const sqliteAudit = (connection: Connection): AuditStore => {
  const insert = (seq: number, row: AuditRow): void => {
    connection
      .prepare(
        `INSERT INTO audit (seq, id, at, actor, action, target, ip, result, prev_hash, hash)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        seq,
        row.id,
        row.at,
        row.actor,
        row.action,
        row.target,
        row.ip,
        row.result,
        row.prev_hash,
        row.hash,
      );
    connection
      .prepare(
        `INSERT OR IGNORE INTO audit_targets (target, seq)
          SELECT value, ? FROM json_each(?) WHERE value <> ''`,
      )
      .run(seq, JSON.stringify(row.target.split(" ")));
    connection
      .prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('audit_head', ?)")
      .run(JSON.stringify({ rows: seq, hash: row.hash } satisfies AuditHead));
  };

  const append = (record: AuditRecord): AuditRow => {
    const known = connection.prepare<StoredRow>("SELECT * FROM audit WHERE id = ?").get(record.id);
    connection.prepare("DELETE FROM audit_begun WHERE id = ?").run(record.id);
    if (known !== undefined) return toAuditRow(known);
    const last = connection
      .prepare<StoredRow>("SELECT * FROM audit ORDER BY seq DESC LIMIT 1")
      .get();
    const { id, actor, action, target, ip, result } = record;
    const at = Math.max(record.at, last?.at ?? 0);
    const row = chained({ id, at, actor, action, target, ip, result }, last?.hash ?? GENESIS_HASH);
    insert((last?.seq ?? 0) + 1, row);
    return row;
  };

  return {
    async begin({ id, at, actor, action, target, ip }) {
      connection
        .prepare(
          "INSERT INTO audit_begun (id, at, actor, action, target, ip) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .run(id, at, actor, action, target, ip);
    },

    async append(record) {
      return connection.transaction(() => append(record));
    },

    async unfinished(before, limit) {
      return connection
        .prepare<AuditAction>("SELECT * FROM audit_begun WHERE at < ? ORDER BY at, id LIMIT ?")
        .all(before, limit)
        .map((action) => ({ ...action }));
    },

    async rows(query) {
      const conditions = conditionsOf(query);
      const where = ["TRUE", ...conditions.map(([sql]) => sql)].join(" AND ");
      const direction = query.order === "newest" ? "DESC" : "ASC";
      const rows = connection
        .prepare<StoredRow>(`SELECT * FROM audit WHERE ${where} ORDER BY seq ${direction} LIMIT ?`)
        .all(...conditions.flatMap(([, values]) => values), query.limit + 1);
      return pageOf(rows, query.limit, toAuditRow, ({ seq }) => String(seq));
    },

    async head() {
      const row = connection
        .prepare<{ value: string }>("SELECT value FROM meta WHERE name = 'audit_head'")
        .get();
      return row === undefined
        ? { rows: 0, hash: GENESIS_HASH }
        : (JSON.parse(row.value) as AuditHead);
    },
  };
};

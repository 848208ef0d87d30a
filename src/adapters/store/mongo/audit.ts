import type { Filter } from "mongodb";
import type { AuditQuery, AuditRecord, AuditStore } from "../../../ports/store/audit.ts";
import { chained, GENESIS_HASH } from "../../../protocol/audit/audit-chain.ts";
import type { AuditRow } from "../../../protocol/audit/audit-row.ts";
import { pageOf } from "../page.ts";
import { PAST } from "../prefixes.ts";
import type { Connection, InSession } from "./connection.ts";
import type { AuditDocument } from "./documents.ts";
import { isDuplicateKey } from "./mongo-error.ts";
import type { Turns } from "./turns.ts";

const CHAIN = "audit";

const toAuditRow = ({ _id: _, targets: __, ...row }: AuditDocument): AuditRow => row;

const filterOf = (query: AuditQuery): Filter<AuditDocument> => {
  const { actor, action, target, from, to, order, cursor } = query;
  const seq = order === "newest" ? { $lt: Number(cursor) } : { $gt: Number(cursor) };
  const span = {
    ...(from === undefined ? {} : { $gte: from }),
    ...(to === undefined ? {} : { $lte: to }),
  };
  return {
    ...(cursor === undefined ? {} : { _id: seq }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action: { $gte: action, $lt: action + PAST } }),
    ...(target === undefined ? {} : { targets: target }),
    ...(from === undefined && to === undefined ? {} : { at: span }),
  };
};

/**
 * A row takes the number after the newest, and changes the head with it. So two servers that append at once meet
 * in both: one of them is made again from its beginning, on the row of the other.
 */
export const mongoAudit = (connection: Connection, turns: Turns): AuditStore => {
  const { audit, audit_begun, meta } = connection.collections;

  const append = (record: AuditRecord): Promise<AuditRow> =>
    connection.transaction(async (scope: InSession) => {
      const { id, actor, action, target, ip, result } = record;
      const [last] = await audit.find({}, scope).sort({ _id: -1 }).limit(1).toArray();
      const at = Math.max(record.at, last?.at ?? 0);
      const seq = (last?._id ?? 0) + 1;
      const said = { id, at, actor, action, target, ip, result };
      const row = chained(said, last?.hash ?? GENESIS_HASH);
      const targets = Array.from(new Set(target.split(" "))).filter((one) => one !== "");
      await audit.insertOne({ _id: seq, ...row, targets }, scope);
      await meta.replaceOne(
        { _id: "audit_head" },
        { head: { rows: seq, hash: row.hash } },
        { ...scope, upsert: true },
      );
      await audit_begun.deleteOne({ _id: id }, scope);
      return row;
    });

  const known = async (id: string): Promise<AuditRow | undefined> =>
    connection.run(async (scope) => {
      const found = await audit.findOne({ id }, scope);
      if (found !== null) await audit_begun.deleteOne({ _id: id }, scope);
      return found === null ? undefined : toAuditRow(found);
    });

  return {
    async begin({ id, ...action }) {
      await connection.run((scope) => audit_begun.insertOne({ _id: id, ...action }, scope));
    },

    append: (record) =>
      turns.run(CHAIN, async () => {
        try {
          return await append(record);
        } catch (error) {
          const row = isDuplicateKey(error) ? await known(record.id) : undefined;
          if (row === undefined) throw error;
          return row;
        }
      }),

    async unfinished(before, limit) {
      const found = await connection.run((scope) =>
        audit_begun
          .find({ at: { $lt: before } }, scope)
          .sort({ at: 1, _id: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ _id, ...action }) => ({ id: _id, ...action }));
    },

    async rows(query) {
      const rows = await connection.run((scope) =>
        audit
          .find(filterOf(query), scope)
          .sort({ _id: query.order === "newest" ? -1 : 1 })
          .limit(query.limit + 1)
          .toArray(),
      );
      return pageOf(rows, query.limit, toAuditRow, ({ _id }) => String(_id));
    },

    async head() {
      const found = await connection.run((scope) => meta.findOne({ _id: "audit_head" }, scope));
      return found?.head ?? { rows: 0, hash: GENESIS_HASH };
    },
  };
};

import type { Page, UserListQuery, UserRecord } from "../../../ports/store/accounts.ts";
import { pageOf } from "../page.ts";
import { foldName, numbersFrom, PAST } from "../prefixes.ts";
import type { Connection, Value } from "./connection.ts";
import { toUserRecord, type UserRow } from "./user-row.ts";

interface ListedRow extends UserRow {
  readonly place: string | number;
}

/** Each has an index of the living by it and the id. */
const PLACES: Readonly<Record<UserListQuery["sort"], string>> = {
  created: "u.created_at",
  name: "u.folded_name",
  seen: "u.last_seen_at",
};
const FOUND = `u.key IN (
  SELECT user FROM user_names WHERE name BETWEEN ? AND ?
  UNION SELECT key FROM users WHERE id BETWEEN ? AND ?
  UNION SELECT n.key FROM json_each(?) r JOIN users n
    ON n.number BETWEEN r.value ->> 0 AND r.value ->> 1)`;
/** Ids hold no spaces. */
const CURSOR = /^(\S+) (.*)$/s;

export const listUsers = async (
  connection: Connection,
  { query, sort, descending, cursor, limit }: UserListQuery,
): Promise<Page<UserRecord>> => {
  const place = PLACES[sort];
  const conditions = ["u.deleted = 0"];
  const values: Value[] = [];
  if (query !== "") {
    conditions.push(FOUND);
    values.push(...prefixes(query));
  }
  const [, id, last] = CURSOR.exec(cursor ?? "") ?? [];
  if (id !== undefined && last !== undefined) {
    conditions.push(`(${place}, u.id) ${descending ? "<" : ">"} (?, ?)`);
    values.push(sort === "name" ? last : Number(last), id);
  }
  const order = descending ? "DESC" : "ASC";
  const rows = connection
    .prepare<ListedRow>(
      `SELECT u.*, ${place} AS place FROM users u WHERE ${conditions.join(" AND ")}
        ORDER BY ${place} ${order}, u.id ${order} LIMIT ?`,
    )
    .all(...values, limit + 1);
  return pageOf(rows, limit, toUserRecord, (row) => `${row.id} ${row.place}`);
};

/** Bounds of names, ids and numbers that begin with `query`; none for what it can't begin. */
const prefixes = (query: string): Value[] => {
  const folded = foldName(query);
  const names = folded === "" ? [PAST, ""] : [folded, folded + PAST];
  return [...names, query, query + PAST, JSON.stringify(numbersFrom(query))];
};

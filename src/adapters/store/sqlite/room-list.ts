import type { Page } from "../../../ports/store/accounts.ts";
import type { ListedRoom, RoomListQuery } from "../../../ports/store/rooms.ts";
import { pageOf } from "../page.ts";
import { PAST } from "../prefixes.ts";
import type { Connection, Value } from "./connection.ts";
import { ROOM_COLUMNS, type RoomRow, toRoomRecord } from "./room-row.ts";

interface ListedRow extends RoomRow {
  readonly last_seq: number;
  readonly place: string | number;
}

const PLACES: Readonly<Record<RoomListQuery["sort"], string>> = {
  name: "r.folded_name",
  members: "r.members",
  active: "t.active_at",
  created: "r.created_at",
};
const BY_NUMBER = /^-?\d+$/;
const CURSOR = /^(\d+) (.*)$/s;

/** In the order of their places; rooms of one place in that of their keys. */
export const listRooms = async (
  connection: Connection,
  { query, kind, among, sort, descending, cursor, limit }: RoomListQuery,
): Promise<Page<ListedRoom>> => {
  const place = PLACES[sort];
  const values: Value[] = [];
  const conditions: string[] = [];
  const require = (condition: string, ...more: Value[]): void => {
    conditions.push(condition);
    values.push(...more);
  };
  if (query !== "") {
    require("(instr(r.folded_name, ?) > 0 OR r.id BETWEEN ? AND ?)", query, query, query + PAST);
  }
  if (kind !== undefined) require("r.kind = ?", kind);
  if (among !== undefined) {
    require("r.id IN (SELECT value FROM json_each(?))", JSON.stringify(among));
  }
  const [, key, last] = CURSOR.exec(cursor ?? "") ?? [];
  if (key !== undefined && last !== undefined) {
    const from = sort !== "name" && BY_NUMBER.test(last) ? Number(last) : last;
    require(`(${place}, r.key) ${descending ? "<" : ">"} (?, ?)`, from, Number(key));
  }
  const where = conditions.length === 0 ? "TRUE" : conditions.join(" AND ");
  const order = descending ? "DESC" : "ASC";
  const rows = connection
    .prepare<ListedRow>(
      `SELECT ${ROOM_COLUMNS}, t.seq AS last_seq, ${place} AS place
        FROM rooms r JOIN tips t ON t.room = r.key
        WHERE ${where} ORDER BY ${place} ${order}, r.key ${order} LIMIT ?`,
    )
    .all(...values, limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => ({ room: toRoomRecord(row), lastSeq: row.last_seq }),
    (row) => `${row.key} ${row.place}`,
  );
};

import type { Filter } from "mongodb";
import type { Page, UserListQuery, UserRecord } from "../../../ports/store/accounts.ts";
import { pageOf } from "../page.ts";
import { foldName, numbersFrom, PAST } from "../prefixes.ts";
import type { Connection } from "./connection.ts";
import type { UserDocument } from "./documents.ts";
import { toUserRecord } from "./user-document.ts";

/** Each has an index of the living by it and the id. */
const PLACES = { created: "createdAt", name: "foldedName", seen: "lastSeenAt" } as const;

/** The id, and the place where there is one. Ids hold no spaces. */
const CURSOR = /^(\S+)(?: (.*))?$/s;

export const listUsers = async (
  connection: Connection,
  { query, sort, descending, cursor, limit }: UserListQuery,
): Promise<Page<UserRecord>> => {
  const field = PLACES[sort];
  const conditions: Filter<UserDocument>[] = [{ deleted: false }];
  if (query !== "") conditions.push({ $or: prefixes(query) });
  const [, id, last] = CURSOR.exec(cursor ?? "") ?? [];
  if (id !== undefined) {
    const place = sort === "name" || last === undefined ? (last ?? null) : Number(last);
    conditions.push({ $or: beyond(field, place, id, descending) });
  }
  const order = descending ? -1 : 1;
  const rows = await connection.run((scope) =>
    connection.collections.users
      .find({ $and: conditions }, scope)
      .sort({ [field]: order, _id: order })
      .limit(limit + 1)
      .toArray(),
  );
  return pageOf(rows, limit, toUserRecord, ({ _id, [field]: place }) =>
    place === undefined ? _id : `${_id} ${place}`,
  );
};

/** What follows a place. Users of earlier servers have no folded name, which sorts before all that are. */
const beyond = (
  field: (typeof PLACES)[keyof typeof PLACES],
  place: string | number | null,
  id: string,
  descending: boolean,
): Filter<UserDocument>[] => {
  const isBeyond = descending ? "$lt" : "$gt";
  const same: Filter<UserDocument> = { [field]: place === null ? { $eq: null } : place };
  const alike = { ...same, _id: { [isBeyond]: id } };
  if (place === null) return descending ? [alike] : [alike, { [field]: { $gte: "" } }];
  const others = { [field]: { [isBeyond]: place } };
  const unnamed = { [field]: { $eq: null } };
  return descending && field === "foldedName" ? [alike, others, unnamed] : [alike, others];
};

/** $elemMatch: both bounds are about the same name. */
export const named = (folded: string): Filter<UserDocument> => ({
  names: { $elemMatch: { $gte: folded, $lt: folded + PAST } },
});

/** Whose names, id or number begin with `query`. */
const prefixes = (query: string): Filter<UserDocument>[] => {
  const filters: Filter<UserDocument>[] = [{ _id: { $gte: query, $lt: query + PAST } }];
  const folded = foldName(query);
  if (folded !== "") filters.push(named(folded));
  for (const [first, last] of numbersFrom(query)) {
    filters.push({ number: { $gte: first, $lte: last } });
  }
  return filters;
};

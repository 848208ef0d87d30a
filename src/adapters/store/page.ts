import type { Page } from "../../ports/store/accounts.ts";
import type { HistoryPage } from "../../ports/store/log.ts";

/** A page of up to `limit` from `limit + 1` rows: the one too many says that there are more. */
export const pageOf = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> => {
  const shown = rows.slice(0, limit);
  const items = shown.map(toItem);
  const last = shown.at(-1);
  return rows.length > limit && last !== undefined
    ? { items, nextCursor: cursorOf(last) }
    : { items };
};

export const EMPTY_HISTORY: HistoryPage = {
  messages: [],
  changes: [],
  reactions: [],
  hasBefore: false,
  hasAfter: false,
};

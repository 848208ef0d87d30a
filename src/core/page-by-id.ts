import type { Page } from "../ports/store/accounts.ts";

/**
 * A page of a list that is short enough to be read whole, the newest id first. The order of ids never
 * changes, so nothing is shown twice or left out while the list does; the cursor is the last id shown.
 */
export const pageById = <T extends { readonly id: string }>(
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
): Page<T> => {
  const rest = items
    .filter(({ id }) => cursor === undefined || id < cursor)
    .sort((a, b) => (a.id < b.id ? 1 : -1));
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return rest.length > limit && last !== undefined
    ? { items: shown, nextCursor: last.id }
    : { items: shown };
};

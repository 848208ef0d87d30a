import * as v from "valibot";

/** What a list can be sorted by, under the names that are taken for it. */
type Sorts = Readonly<Record<string, string>>;
type Name<S extends Sorts> = keyof S & string;
/** Ascending; with a `-` before it descending. An empty one is none. */
export type OrderBy<S extends Sorts> = "" | Name<S> | `-${Name<S>}`;

export interface SortOrder<Sort extends string> {
  readonly sort: Sort;
  readonly descending: boolean;
}

/** Of `sort` in a query. */
export const sortSchema = <S extends Sorts>(sorts: S) => {
  const names = Object.keys(sorts) as Name<S>[];
  return v.picklist(["" as const, ...names, ...names.map((name) => `-${name}` as const)]);
};

/** `fallback`: the order where none is asked for. */
export const readOrder = <S extends Sorts>(
  sorts: S,
  order: OrderBy<S>,
  fallback: Exclude<OrderBy<S>, "">,
): SortOrder<S[Name<S>]> => {
  const named = order === "" ? fallback : order;
  const descending = named.startsWith("-");
  return { sort: sorts[descending ? named.slice(1) : named] as S[Name<S>], descending };
};

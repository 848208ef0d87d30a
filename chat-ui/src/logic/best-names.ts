import { folded, matchOf } from "./name-match.ts";

/** Those whose name answers the query, the best first; all of them, as they are, when there is none. */
export const bestNames = <T>(
  items: readonly T[],
  query: string,
  nameOf: (item: T) => string,
): T[] => {
  const wanted = folded(query);
  if (wanted === "") return [...items];
  return items
    .flatMap((item) => {
      const match = matchOf(folded(nameOf(item)), wanted);
      return match === undefined ? [] : [{ item, match }];
    })
    .sort((a, b) => a.match - b.match)
    .map(({ item }) => item);
};

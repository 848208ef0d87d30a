import type { Column } from "../../stats/series-board.ts";

/** Where, from `first` to `last`, a value has none before and none after it: no line leads to it. */
export const lonePoints = (column: Column, first: number, last: number): number[] => {
  const known = (index: number): boolean => (column[index] ?? null) !== null;
  const lone: number[] = [];
  for (let index = Math.max(0, first); index <= last; index++) {
    if (known(index) && !known(index - 1) && !known(index + 1)) lone.push(index);
  }
  return lone;
};

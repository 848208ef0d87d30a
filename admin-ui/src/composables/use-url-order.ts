import { computed, type WritableComputedRef } from "vue";
import { useUrlQuery } from "./use-url-query.ts";

type Order<Sort extends string> = Sort | `-${Sort}`;

/**
 * The order of a list, in the address as `sort`: the id of a column, with a `-` before it the other way round. What
 * is none of `sorts` is taken for none, also from a table.
 */
export const useUrlOrder = <Sort extends string>(
  sorts: readonly Sort[],
  fallback: Order<Sort>,
): WritableComputedRef<Order<Sort>, string> => {
  const isOrder = (text: string): text is Order<Sort> =>
    sorts.some((sort) => text === sort || text === `-${sort}`);
  const order = useUrlQuery<Order<Sort>>("sort", fallback, isOrder);
  return computed({
    get: () => order.value,
    set: (text: string) => {
      if (isOrder(text)) order.value = text;
    },
  });
};

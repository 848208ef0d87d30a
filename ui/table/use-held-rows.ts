import { computed, type Ref, readonly, ref, shallowRef, watch } from "vue";
import { arrangedRows, frozenRows, type ShownRow } from "./frozen-rows.ts";

/**
 * The rows of a table that holds still while someone is in it. `held`: a pointer, the focus or a selection is;
 * `question`: what was asked for (order, filter, page), whose new answer replaces everything.
 */
export const useHeldRows = <Row>(
  fresh: () => readonly Row[],
  keyOf: (row: Row) => string,
  held: Readonly<Ref<boolean>>,
  question: () => string,
) => {
  const shown = shallowRef<readonly ShownRow<Row>[]>([]);
  const changes = ref(0);
  let answered = question();

  const catchUp = (): void => {
    shown.value = arrangedRows(fresh(), keyOf);
    changes.value = 0;
    answered = question();
  };
  watch(
    fresh,
    (rows) => {
      if (!held.value || answered !== question() || shown.value.length === 0) {
        catchUp();
        return;
      }
      const frozen = frozenRows(shown.value, rows, keyOf);
      shown.value = frozen.rows;
      changes.value = frozen.changes;
    },
    { immediate: true },
  );
  watch(held, (now) => {
    if (!now && changes.value > 0) catchUp();
  });

  return {
    rows: computed(() => shown.value),
    changes: readonly(changes),
    catchUp,
  };
};

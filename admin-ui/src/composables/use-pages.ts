import { computed, type Ref, ref, type ShallowRef, shallowRef, watch } from "vue";
import { t } from "../i18n/i18n.ts";
import { type Query, type QueryOptions, useQuery } from "./use-query.ts";

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next_cursor?: string | undefined;
}

export interface Pages<Row> extends Query<Page<Row>> {
  readonly rows: Readonly<Ref<readonly Row[] | undefined>>;
  /** As `DataTable` takes it. */
  readonly pages: Readonly<
    Ref<{ readonly hasPrevious: boolean; readonly hasNext: boolean; readonly label: string }>
  >;
  /** For `DataTable`: changes with filter and page, whose new answers replace all rows. */
  readonly key: Readonly<Ref<string>>;
  readonly next: () => void;
  readonly previous: () => void;
}

/** A list that the server sorts, filters and pages by cursors. Another question begins at the first page. */
export const usePages = <Question, Row>(
  question: () => Question,
  ask: (question: Question, cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>,
  options: QueryOptions = {},
): Pages<Row> => {
  /** Where each page up to the present one begins. */
  const cursors: ShallowRef<readonly (string | undefined)[]> = shallowRef([undefined]);
  const asked = computed(() => JSON.stringify(question()));
  const answered = ref("");
  watch(
    asked,
    () => {
      cursors.value = [undefined];
    },
    { flush: "sync" },
  );

  const query = useQuery(
    () => ({ asked: asked.value, cursor: cursors.value.at(-1) }),
    async ({ asked: now, cursor }, signal) => {
      const page = await ask(question(), cursor, signal);
      answered.value = `${now} ${cursor ?? ""}`;
      return page;
    },
    options,
  );
  const next = (): void => {
    const cursor = query.data.value?.next_cursor;
    if (cursor !== undefined) cursors.value = [...cursors.value, cursor];
  };
  const previous = (): void => {
    if (cursors.value.length > 1) cursors.value = cursors.value.slice(0, -1);
  };

  return {
    ...query,
    rows: computed(() => query.data.value?.rows),
    pages: computed(() => ({
      hasPrevious: cursors.value.length > 1,
      hasNext: query.data.value?.next_cursor !== undefined,
      label: t("common.page", { n: cursors.value.length }),
    })),
    key: computed(() => answered.value),
    next,
    previous,
  };
};

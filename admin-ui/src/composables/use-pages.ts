import { computed, type Ref, type ShallowRef, shallowRef, toValue, watch } from "vue";
import type { TableFailure } from "../../../ui/table/table-types.ts";
import { t } from "../i18n/i18n.ts";
import { type Query, type QueryOptions, useQuery } from "./use-query.ts";

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next_cursor?: string | undefined;
}

/** A page as `DataTable` takes it, with what its buttons ask for: to be bound as a whole. */
export interface PagedTable<Row> {
  readonly rows: readonly Row[] | undefined;
  readonly fetching: boolean;
  readonly failure: TableFailure | undefined;
  readonly readAt: number | undefined;
  readonly staleAfterMs: number;
  /** Changes with filter and page, whose new answers replace all rows. */
  readonly question: string;
  readonly pages: {
    readonly hasPrevious: boolean;
    readonly hasNext: boolean;
    readonly label: string;
  };
  readonly onRetry: () => unknown;
  readonly onRefresh: () => unknown;
  readonly onNext: () => unknown;
  readonly onPrevious: () => unknown;
}

export interface Pages<Question, Row> extends Omit<Query<unknown>, "data"> {
  readonly rows: Readonly<Ref<readonly Row[] | undefined>>;
  /** What `rows` answer: while another filter or order is on its way, the one before. */
  readonly answered: Readonly<Ref<Question | undefined>>;
  readonly table: Readonly<Ref<PagedTable<Row>>>;
}

/** Rows that missed so many of their refreshes are shown as stale. */
const STALE_AFTER_REFRESHES = 3;

const pageOf = (question: string, cursor: string | undefined): string =>
  `${question} ${cursor ?? ""}`;

/** A list that the server sorts, filters and pages by cursors. Another question begins at the first page. */
export const usePages = <Question, Row>(
  question: () => Question,
  ask: (question: Question, cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>,
  options: QueryOptions = {},
): Pages<Question, Row> => {
  /** Where each page up to the present one begins. */
  const cursors: ShallowRef<readonly (string | undefined)[]> = shallowRef([undefined]);
  const asked = computed(() => JSON.stringify(question()));
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
      const to = question();
      return { to, place: pageOf(now, cursor), page: await ask(to, cursor, signal) };
    },
    options,
  );
  const page = computed(() => query.data.value?.page);
  const next = (): void => {
    // What is shown still is another page: its next one isn't the next of the one that was asked for.
    if (query.data.value?.place !== pageOf(asked.value, cursors.value.at(-1))) return;
    const cursor = page.value?.next_cursor;
    if (cursor !== undefined) cursors.value = [...cursors.value, cursor];
  };
  const previous = (): void => {
    if (cursors.value.length > 1) cursors.value = cursors.value.slice(0, -1);
  };

  const rows = computed(() => page.value?.rows);
  const table = computed(
    (): PagedTable<Row> => ({
      rows: rows.value,
      fetching: query.fetching.value,
      failure: query.failure.value,
      readAt: query.readAt.value,
      staleAfterMs: STALE_AFTER_REFRESHES * (toValue(options.everyMs) ?? Number.POSITIVE_INFINITY),
      question: query.data.value?.place ?? "",
      pages: {
        hasPrevious: cursors.value.length > 1,
        hasNext: page.value?.next_cursor !== undefined,
        label: t("common.page", { n: cursors.value.length }),
      },
      onRetry: query.refresh,
      onRefresh: query.refresh,
      onNext: next,
      onPrevious: previous,
    }),
  );
  const { data, take: _, ...others } = query;
  return { ...others, rows, table, answered: computed(() => data.value?.to) };
};

export interface TableColumn {
  readonly id: string;
  readonly label: string;
  /** Sorted by the server, under this column's `id`. */
  readonly sortable?: boolean;
  /** Where a first click on the head begins; the largest numbers are what one looks for. */
  readonly firstSort?: "ascending" | "descending";
  /** Numbers stand at the end, under each other. */
  readonly align?: "start" | "end";
  /** Left out on windows narrower than that: the rest fits without sideways scrolling. */
  readonly from?: "pane-2" | "pane-3" | "wide";
  /** A CSS width; without one the column takes what its content needs. */
  readonly width?: string;
}

/** What went wrong with the last reading, and where the log has it. */
export interface TableFailure {
  readonly text: string;
  readonly at: number;
  readonly requestId?: string | undefined;
}

/** The order asked of the server: a column's id, `-` before it for the largest first. */
export const sortOf = (sort: string): { readonly id: string; readonly descending: boolean } =>
  sort.startsWith("-") ? { id: sort.slice(1), descending: true } : { id: sort, descending: false };

/** What a click on the head of a column asks for next. */
export const nextSort = (column: TableColumn, sort: string): string => {
  const now = sortOf(sort);
  const descending =
    now.id === column.id ? !now.descending : (column.firstSort ?? "ascending") === "descending";
  return descending ? `-${column.id}` : column.id;
};

/** Shown only where a column is left out. */
export const UNTIL: Readonly<Record<NonNullable<TableColumn["from"]>, string>> = {
  "pane-2": "pane-2:hidden",
  "pane-3": "pane-3:hidden",
  wide: "min-[1440px]:hidden",
};

export const FROM: Readonly<Record<NonNullable<TableColumn["from"]>, string>> = {
  "pane-2": "hidden pane-2:table-cell",
  "pane-3": "hidden pane-3:table-cell",
  // Where a navigation stands beside the table, and a dozen columns in it.
  wide: "hidden min-[1440px]:table-cell",
};

import { type InjectionKey, inject } from "vue";

/** What tables say by themselves. */
export interface TableWords {
  /** `12 changed`, on what brings the table up to date. */
  readonly changed: (count: number) => string;
  readonly refresh: string;
  readonly tryAgain: string;
  readonly loading: string;
  readonly gone: string;
  readonly selectAll: string;
  readonly select: (row: string) => string;
  readonly previous: string;
  readonly next: string;
  /** The order of the rows, where the column that says it is left out. */
  readonly sortedBy: (column: string, descending: boolean) => string;
  readonly requestId: (id: string) => string;
  /** When something was tried. */
  readonly at: (at: number) => string;
  /** What is shown is old: when it was read, and how long ago. */
  readonly asOf: (at: number, now: number) => string;
}

export const TABLE_WORDS: InjectionKey<TableWords> = Symbol("words of tables");

export const useTableWords = (): TableWords => {
  const words = inject(TABLE_WORDS);
  if (words === undefined) throw new Error("A table needs its words (TABLE_WORDS)");
  return words;
};

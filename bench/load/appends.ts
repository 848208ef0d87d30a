import type { Crosstalk } from "./crosstalk.ts";

/** What servers wrote so far, all together, as their own /metrics tell it. */
export interface Appends {
  readonly batches: number;
  readonly entries: number;
  /** Batches that another server's entry stopped. */
  readonly conflicts: number;
}

export interface AppendShares {
  /** Of all batches, in percent. */
  readonly conflictPercent: number;
  readonly entriesPerBatch: number;
}

const numberIn = (page: string, name: string): number =>
  Number(
    page
      .split("\n")
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length) ?? 0,
  );

export const appendsOf = async (chat: Crosstalk, ports: readonly number[]): Promise<Appends> => {
  const pages = await Promise.all(
    ports.map((port) => chat.call<string>("GET", "/metrics", undefined, undefined, port)),
  );
  const sum = (name: string) => pages.reduce((total, page) => total + numberIn(page, name), 0);
  return {
    batches: sum("crosstalk_commit_entries_count"),
    entries: sum("crosstalk_commit_entries_sum"),
    conflicts: sum('crosstalk_store{what="mongo_append_conflicts"}'),
  };
};

export const sharesBetween = (before: Appends, after: Appends): AppendShares => {
  const batches = after.batches - before.batches;
  return {
    conflictPercent: (100 * (after.conflicts - before.conflicts)) / batches,
    entriesPerBatch: (after.entries - before.entries) / batches,
  };
};

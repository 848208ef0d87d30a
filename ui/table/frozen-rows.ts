/** A row as it is shown: `gone` when the newest answer no longer has it. */
export interface ShownRow<Row> {
  readonly key: string;
  readonly row: Row;
  readonly gone: boolean;
}

export interface FrozenRows<Row> {
  readonly rows: readonly ShownRow<Row>[];
  /** How many rows came, went or moved against what is shown. */
  readonly changes: number;
}

/** The rows of an answer, in its order. */
export const arrangedRows = <Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ShownRow<Row>[] => rows.map((row) => ({ key: keyOf(row), row, gone: false }));

/**
 * What a table shows while someone is in it: each row keeps its place and gets its newest values, what has gone
 * stays as it was last, what has come waits. Nothing moves under a pointer or a finger.
 */
export const frozenRows = <Row>(
  shown: readonly ShownRow<Row>[],
  fresh: readonly Row[],
  keyOf: (row: Row) => string,
): FrozenRows<Row> => {
  const newest = new Map(fresh.map((row) => [keyOf(row), row]));
  const rows = shown.map(({ key, row }) => {
    const now = newest.get(key);
    return { key, row: now ?? row, gone: now === undefined };
  });
  const kept = rows.filter(({ gone }) => !gone).map(({ key }) => key);
  const known = new Set(kept);
  const order = [...newest.keys()].filter((key) => known.has(key));
  const moved = kept.filter((key, place) => order[place] !== key).length;
  return {
    rows,
    changes: rows.length - kept.length + (newest.size - known.size) + moved,
  };
};

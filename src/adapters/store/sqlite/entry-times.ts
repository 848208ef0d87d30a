import type { Connection, Statement } from "./connection.ts";

interface Row {
  readonly id: number;
  readonly at: number;
}

/** Which ids were written when: both ascend together, so that halving finds a time without an index of its own. */
export class EntryTimes {
  readonly #last: Statement<Row>;
  readonly #from: Statement<Row>;

  constructor(database: Connection) {
    this.#last = database.prepare("SELECT id, at FROM entries ORDER BY id DESC LIMIT 1");
    // Retention leaves gaps between ids.
    this.#from = database.prepare("SELECT id, at FROM entries WHERE id >= ? ORDER BY id LIMIT 1");
  }

  /** The lowest id that was written at `time` or later; one past the last where there is none. */
  firstSince(time: number): number {
    let low = 0;
    let high = (this.#last.get()?.id ?? 0) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = this.#from.get(middle);
      if (row === undefined || row.at >= time) high = middle;
      else low = row.id + 1;
    }
    return low;
  }
}

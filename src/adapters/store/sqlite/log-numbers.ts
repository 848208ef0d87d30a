import type { RoomTip } from "../../../ports/store/log.ts";
import type { Mark } from "../../../protocol/primitives.ts";
import type { Connection, Statement } from "./connection.ts";

/** The ends of a room's log, with the number of messages that were below its floor. */
export interface LogEnds extends RoomTip {
  readonly floorN: number;
}

/**
 * Where a room's messages stand among its entries. `n` counts messages along the log, so the k-th message
 * is found by halving, however many other entries lie between: history needs no index of messages, which
 * would cost every append a page more.
 */
export class LogNumbers {
  readonly #ends: Statement<{ seq: number; n: number; floor: number; floor_n: number }>;
  readonly #nAt: Statement<{ n: number }>;

  constructor(connection: Connection) {
    this.#ends = connection.prepare("SELECT seq, n, floor, floor_n FROM tips WHERE room = ?");
    this.#nAt = connection.prepare("SELECT n FROM entries WHERE room = ? AND seq = ?");
  }

  ends(room: number): LogEnds | undefined {
    const row = this.#ends.get(room);
    if (row === undefined) return undefined;
    return { seq: row.seq, n: row.n, floor: row.floor, floorN: row.floor_n };
  }

  /** The messages up to and including `seq`. Below the floor: as many as there were below it. */
  countAt(room: number, ends: LogEnds, seq: number): number {
    if (seq >= ends.seq) return ends.n;
    if (seq <= 0) return 0;
    if (seq < ends.floor) return ends.floorN;
    const n = this.#nAt.get(room, seq)?.n;
    if (n === undefined) throw new Error(`room ${room} has a hole at ${seq}`);
    return n;
  }

  markAt(room: number, ends: LogEnds, seq: number): Mark {
    return { seq: Math.min(seq, ends.seq), n: this.countAt(room, ends, seq) };
  }

  /** The seq of message number `n`, floorN < n ≤ tip.n: the first entry that counts so far. */
  seqOf(room: number, ends: LogEnds, n: number): number {
    let low = ends.floor;
    // At least ends.n − n entries follow it.
    let high = ends.seq - (ends.n - n);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.countAt(room, ends, middle) >= n) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

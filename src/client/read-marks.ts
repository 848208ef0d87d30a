import type { ClientClock, Timer } from "./ports.ts";

/** Scrolling passes many messages: the last one counts. */
const COALESCE_MS = 300;
/** Unless the server says `read` by then, it is told again. */
const REPEAT_MS = 10_000;

interface Mark {
  seq: number;
  timer?: Timer;
}

/** Read marks on their way to the server: joined, repeated until confirmed, never moved back. */
export class ReadMarks {
  readonly #clock: ClientClock;
  readonly #tell: (roomId: string, seq: number) => void;
  readonly #confirmed = new Map<string, number>();
  readonly #wanted = new Map<string, Mark>();

  constructor(clock: ClientClock, tell: (roomId: string, seq: number) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  mark(roomId: string, seq: number): void {
    if (seq <= (this.#confirmed.get(roomId) ?? -1)) return;
    const mark = this.#wanted.get(roomId);
    if (mark === undefined) this.#schedule(roomId, { seq }, COALESCE_MS);
    else if (seq > mark.seq) {
      mark.timer?.cancel();
      this.#schedule(roomId, { seq }, COALESCE_MS);
    }
  }

  /** What the server has; by this connection, another one's `read`, or the list of rooms. */
  confirmed(roomId: string, seq: number): void {
    if (seq > (this.#confirmed.get(roomId) ?? -1)) this.#confirmed.set(roomId, seq);
    const mark = this.#wanted.get(roomId);
    if (mark !== undefined && mark.seq <= seq) this.#drop(roomId, mark);
  }

  /** A new connection: what was not confirmed may not have arrived. */
  connected(): void {
    for (const [roomId, mark] of this.#wanted) {
      mark.timer?.cancel();
      this.#schedule(roomId, { seq: mark.seq }, 0);
    }
  }

  /** The page is about to go: nothing is left to wait for more. */
  hurry(): void {
    for (const [roomId, mark] of this.#wanted) {
      mark.timer?.cancel();
      this.#tell(roomId, mark.seq);
      this.#schedule(roomId, mark, REPEAT_MS);
    }
  }

  forget(roomId?: string): void {
    for (const [id, mark] of this.#wanted) {
      if (roomId === undefined || id === roomId) this.#drop(id, mark);
    }
    if (roomId === undefined) this.#confirmed.clear();
    else this.#confirmed.delete(roomId);
  }

  #schedule(roomId: string, mark: Mark, waitMs: number): void {
    this.#wanted.set(roomId, mark);
    mark.timer = this.#clock.after(waitMs, () => {
      this.#tell(roomId, mark.seq);
      this.#schedule(roomId, mark, REPEAT_MS);
    });
  }

  #drop(roomId: string, mark: Mark): void {
    mark.timer?.cancel();
    this.#wanted.delete(roomId);
  }
}

import type { ClientClock, Timer } from "./ports.ts";

/** The server takes one per 2 s; whoever sees it lets it fade a little after the next is due. */
const REPEAT_MS = 3_000;
const GAP_MS = 2_100;

interface Shown {
  readonly at: number;
  off?: Timer;
}

/** Turns keystrokes into as few `typing` frames as show the same. */
export class TypingSignal {
  readonly #clock: ClientClock;
  readonly #tell: (roomId: string, on: boolean) => void;
  /** Where the others were told that someone types. */
  readonly #shown = new Map<string, Shown>();

  constructor(clock: ClientClock, tell: (roomId: string, on: boolean) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  set(roomId: string, on: boolean): void {
    const shown = this.#shown.get(roomId);
    const age = shown === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() - shown.at;
    shown?.off?.cancel();
    if (on) {
      if (age < REPEAT_MS) return;
      this.#shown.set(roomId, { at: this.#clock.now() });
      this.#tell(roomId, true);
    } else if (shown !== undefined) {
      // Sooner it would be one too many, and lost.
      shown.off = this.#clock.after(Math.max(0, GAP_MS - age), () => {
        this.#shown.delete(roomId);
        this.#tell(roomId, false);
      });
    }
  }

  /** Nobody is to be told anything any more: the message has come, or the connection is gone. */
  forget(roomId?: string): void {
    for (const [id, shown] of this.#shown) {
      if (roomId !== undefined && id !== roomId) continue;
      shown.off?.cancel();
      this.#shown.delete(id);
    }
  }
}

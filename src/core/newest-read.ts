/**
 * Keeps in memory what reads of a store bring, of which several may be under way: one that was begun earlier and ends
 * later says what was, and is thrown away. Whoever waits for a read finds something at least as new kept by its end.
 */
export class NewestRead {
  #begun = 0;
  #kept = 0;

  /** Rejects as `read` does; what is kept stays then, and so does the right of older reads to be kept. */
  async keep<T>(read: () => Promise<T>, keep: (found: T) => void): Promise<void> {
    this.#begun += 1;
    const turn = this.#begun;
    const found = await read();
    if (turn < this.#kept) return;
    this.#kept = turn;
    keep(found);
  }

  /** It is known without a read: those under way are older. */
  known(): void {
    this.#begun += 1;
    this.#kept = this.#begun;
  }
}

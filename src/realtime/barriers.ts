/** Who waits until all that was pushed before is settled. Of a queue that keeps its order, so a count is enough. */
export class Barriers {
  /** In ascending order of `count`. */
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  /** Resolves when `pass` is told that the first `count` of all that was ever pushed are settled. */
  wait(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
    });
  }

  pass(settled: number): void {
    const passed = this.#waiting.filter(({ count }) => count <= settled);
    this.#waiting = this.#waiting.slice(passed.length);
    for (const { resolve } of passed) resolve();
  }
}

/** Which states a run went through, and how often: the measure of a simulation is not its count of seeds. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  note(state: string, times = 1): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + times);
  }

  count(state: string): number {
    return this.#counts.get(state) ?? 0;
  }

  entries(): [string, number][] {
    return Array.from(this.#counts).sort(([a], [b]) => a.localeCompare(b));
  }
}

/** How often each of a few names came up. */
export class Tally {
  #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** All since the last call. */
  take(): Record<string, number> {
    if (this.#counts.size === 0) return {};
    const counts = Object.fromEntries(this.#counts);
    this.#counts = new Map();
    return counts;
  }
}

export const tallySum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export const mergeTallies = (
  all: readonly Readonly<Record<string, number>>[],
): Record<string, number> => {
  const merged: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) merged[name] = (merged[name] ?? 0) + count;
  }
  return merged;
};

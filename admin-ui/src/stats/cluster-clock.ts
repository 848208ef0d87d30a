/** Two ticks that came as far apart as they were made, but for this much, were not held up on their way. */
const UNEVEN_MS = 500;

/**
 * How far the cluster's clock is ahead of ours, as its ticks say. Those that a stream makes up for after a pause come
 * late, and all at once: taken for now, they would set the clock back by as long as the pause was.
 */
export class ClusterClock {
  /** 0 until a tick was heard. */
  aheadMs = 0;
  #last: { readonly at: number; readonly heardAt: number } | undefined;

  /** @param heardAt by our own clock. */
  hear(at: number, heardAt: number): void {
    const [last, ahead] = [this.#last, at - heardAt];
    this.#last = { at, heardAt };
    const isEven =
      last === undefined || Math.abs(heardAt - last.heardAt - (at - last.at)) < UNEVEN_MS;
    // One can be late, but not early.
    if (isEven || ahead > this.aheadMs) this.aheadMs = ahead;
  }
}

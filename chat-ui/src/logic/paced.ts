/** How often a flood of entries is folded in, and drawn: more would be seen by nobody. */
export const FOLD_EVERY_MS = 100;

interface Paced {
  /** Run soon; `now`: within this turn, whatever was before. */
  soon(now?: boolean): void;
  /** Run, if it was asked for and has not been yet. */
  flush(): void;
}

/**
 * Runs `work` for what comes: at once for what comes alone, and in a flood as often as `everyMs` allows. All that
 * was asked for in one turn is one run.
 */
export const paced = (everyMs: number, work: () => void): Paced => {
  let asked = false;
  let workedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!asked) return;
    asked = false;
    workedAt = performance.now();
    work();
  };
  const soon = (now = false): void => {
    const first = !asked;
    asked = true;
    const wait = workedAt + everyMs - performance.now();
    if (now || (first && wait <= 0)) queueMicrotask(flush);
    else timer ??= setTimeout(flush, Math.max(0, wait));
  };

  return { soon, flush };
};

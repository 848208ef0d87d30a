const SECOND_MS = 1_000;
/** Timers fire a little early, too: what comes this close before a second stands for it. */
const EARLY_MS = 100;

/** The whole second that a look at `now` stands for, in ms since the epoch: one that comes late does not take the next one's. */
export const secondAt = (now: number): number =>
  Math.floor((now + EARLY_MS) / SECOND_MS) * SECOND_MS;

/** How long after `now` the next one begins. */
export const untilNextSecond = (now: number): number => secondAt(now) + SECOND_MS - now;

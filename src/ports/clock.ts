/** Time and timers, so that a simulation can drive them. */
export interface Clock {
  /** Milliseconds since the epoch; may jump. For what is stored or shown. */
  now(): number;
  /** Milliseconds since some start; never goes back. For durations. */
  monotonic(): number;
  /** Calls back once after `ms`; doesn't keep the process alive. */
  after(ms: number, callback: () => void): Timer;
  /** Calls back every `ms`; doesn't keep the process alive. */
  every(ms: number, callback: () => void): Timer;
  /** Calls back once at the end of this turn of the event loop, after the I/O that is ready now. */
  turnEnd(callback: () => void): void;
}

export interface Timer {
  cancel(): void;
}

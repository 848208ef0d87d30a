import type { Clock, Timer } from "../../ports/clock.ts";

type Handle = ReturnType<typeof setTimeout>;

const cancelling = (handle: Handle, clear: (handle: Handle) => void): Timer => {
  // A timer must not keep a server alive that was told to stop.
  handle.unref();
  return { cancel: () => clear(handle) };
};

/** The clock and timers of the machine. */
export const systemClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, callback) => cancelling(setTimeout(callback, ms), clearTimeout),
  every: (ms, callback) => cancelling(setInterval(callback, ms), clearInterval),
  turnEnd: (callback) => {
    setImmediate(callback);
  },
} satisfies Clock;

/** A page in the background is not painted, and must not wait for it. */
const UNPAINTED_MS = 100;

/** Resolves in a task of its own, once the browser has painted what is there now. */
export const afterPaint = (): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      setTimeout(resolve);
    };
    const timer = setTimeout(done, UNPAINTED_MS);
    const frame = requestAnimationFrame(done);
  });

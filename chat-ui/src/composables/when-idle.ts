import { onScopeDispose } from "vue";

/** Long enough for the first room to be there. */
const AFTER_MS = 3_000;

/**
 * Runs `work` once, when the page has come to rest: what is not needed at first is then there when it is
 * asked for, also without a connection. Safari has no requestIdleCallback.
 */
export const whenIdle = (work: () => void): void => {
  const timer = setTimeout(() => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: AFTER_MS });
    else work();
  }, AFTER_MS);
  onScopeDispose(() => clearTimeout(timer));
};

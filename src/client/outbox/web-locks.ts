import type { Exclusive } from "../ports.ts";

/** The part of https://www.w3.org/TR/web-locks/ that is used. */
interface Locks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    work: () => Promise<void>,
  ): Promise<unknown>;
}

/** Web Locks, held no longer than their tab lives; undefined where there are none: on plain http. */
export const webLocks = (): Exclusive | undefined => {
  const { navigator } = globalThis as { readonly navigator?: { readonly locks?: Locks } };
  const locks = navigator?.locks;
  if (locks === undefined) return undefined;
  return {
    async run(name, signal, work) {
      await locks.request(name, { signal }, work);
    },
  };
};

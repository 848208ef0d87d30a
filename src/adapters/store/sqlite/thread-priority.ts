import { setPriority } from "node:os";
import process from "node:process";

/** Nice values. Searches are waited for, backups are not. */
export const PRIORITY = { store: 10, backup: 15 } as const;

/**
 * The thread that calls gets less of the processor wherever the event loop wants it too: on a machine
 * of two cores its work would otherwise be time in which nothing is sent. Linux only, where 0 stands for
 * the calling thread, not for its process (setpriority(2), "C library/kernel differences").
 */
export const lowerThreadPriority = (nice: number): void => {
  if (process.platform !== "linux") return;
  try {
    setPriority(0, nice);
  } catch {
    // Not allowed: then all threads share alike.
  }
};

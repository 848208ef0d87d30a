import { parentPort, workerData } from "node:worker_threads";
import { backupDatabase } from "./backup.ts";
import { lowerThreadPriority, PRIORITY } from "./thread-priority.ts";

/** A thread of its own for each backup, so that searches don't wait for the copy. */
const { databaseFile, directory } = workerData as { databaseFile: string; directory: string };
lowerThreadPriority(PRIORITY.backup);
try {
  await backupDatabase(databaseFile, directory);
  parentPort?.postMessage({ error: undefined });
} catch (error) {
  parentPort?.postMessage({ error: String(error) });
}

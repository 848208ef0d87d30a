import { parentPort, workerData } from "node:worker_threads";
import { StoreWorker } from "./store-worker.ts";
import { lowerThreadPriority, PRIORITY } from "./thread-priority.ts";
import type { FromWorker, ToWorker, WorkerOptions } from "./worker-messages.ts";

/** The thread for what may take long: the search index, and checkpoints. */
if (parentPort === null) throw new Error("worker.ts runs as a worker thread only");
const port = parentPort;
lowerThreadPriority(PRIORITY.store);
const worker = new StoreWorker(workerData as WorkerOptions, (message: FromWorker) =>
  port.postMessage(message),
);
port.on("message", (message: ToWorker) => {
  if (message.type !== "close") {
    worker.receive(message);
    return;
  }
  worker.close();
  // Deno's port has no close(): the owner ends the thread.
  port.postMessage({ type: "closed" } satisfies FromWorker);
});

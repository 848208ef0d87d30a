import { Worker } from "node:worker_threads";
import type { Logger } from "../../../ports/logger.ts";
import type { SearchAnswer } from "../../../ports/store/log.ts";
import { StoreUnavailable } from "../../../ports/store/store.ts";
import type { FromWorker, SearchMatch, ToWorker, WorkerOptions } from "./worker-messages.ts";

/** More than the worker's own budget for catching up: then it must be stuck. */
const ANSWER_MS = 2_500;
/** How often the worker hears of new entries. */
const NOTIFY_MS = 20;
/** Searches that wait at once; each holds its terms and rooms. */
const WAITING = 1_000;
/** After a crash news of entries don't start it again at once, lest it crash in a loop. Searches do. */
const RESTART_MS = 1_000;

interface Pending {
  readonly upTo: number;
  readonly match: SearchMatch;
  readonly resolve: (answer: SearchAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
  tries: number;
}

export interface WorkerEvents {
  readonly started: () => void;
  readonly forgot: (entries: readonly number[]) => void;
  readonly checkpointed: (walPages: number, left: number) => void;
}

/**
 * The owner's side of the worker thread. It is started by the first write or search, as an idle server
 * needs none of its memory, and again after it crashed: a search that this interrupted is asked once more.
 */
export class WorkerClient {
  readonly #options: WorkerOptions;
  readonly #events: WorkerEvents;
  readonly #logger: Logger | undefined;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #notifyTimer: NodeJS.Timeout | undefined;
  #nextId = 1;
  #wroteUpTo = 0;
  #indexedUpTo = 0;
  #restarts = 0;
  #crashedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: WorkerOptions, events: WorkerEvents, logger: Logger | undefined) {
    this.#options = options;
    this.#events = events;
    this.#logger = logger;
  }

  /** Entries not indexed yet. */
  get behind(): number {
    return this.#worker === undefined ? 0 : Math.max(0, this.#wroteUpTo - this.#indexedUpTo);
  }
  get waiting(): number {
    return this.#pending.size;
  }
  get restarts(): number {
    return this.#restarts;
  }

  /** Says that there are entries up to this id. Costs nothing: the worker hears of it a little later. */
  wrote(upTo: number): void {
    this.#wroteUpTo = upTo;
    this.#notifyTimer ??= setTimeout(() => {
      this.#notifyTimer = undefined;
      this.#tell({ type: "wrote", upTo: this.#wroteUpTo });
    }, NOTIFY_MS).unref();
  }

  /** Says that there may be more to forget. */
  removed(): void {
    this.#tell({ type: "removed" });
  }

  search(upTo: number, match: SearchMatch): Promise<SearchAnswer> {
    if (this.#closed || this.#pending.size >= WAITING) {
      return Promise.reject(new StoreUnavailable("Too many searches wait already."));
    }
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      const timer = setTimeout(() => this.#miss(id, "no answer in time"), ANSWER_MS);
      this.#pending.set(id, { upTo, match, resolve, reject, timer, tries: 0 });
      this.#ask(id);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#notifyTimer);
    for (const id of this.#pending.keys()) this.#miss(id, "the store is closing");
    const worker = this.#worker;
    if (worker === undefined) return;
    const closed = new Promise<void>((resolve) => {
      worker.once("exit", () => resolve());
      worker.on("message", ({ type }: FromWorker) => {
        if (type === "closed") resolve();
      });
      setTimeout(resolve, ANSWER_MS).unref();
    });
    worker.ref();
    worker.postMessage({ type: "close" } satisfies ToWorker);
    await closed;
    await worker.terminate();
  }

  #ask(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    pending.tries += 1;
    this.#post({ type: "search", id, upTo: pending.upTo, match: pending.match });
  }

  #miss(id: number, message: string): void {
    const pending = this.#take(id);
    pending?.reject(new StoreUnavailable(`Search: ${message}.`));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    return pending;
  }

  #tell(message: ToWorker): void {
    const resting = performance.now() - this.#crashedAt < RESTART_MS;
    if (this.#worker !== undefined || !resting) this.#post(message);
  }

  #post(message: ToWorker): void {
    if (this.#closed) return;
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: this.#options,
      name: "store",
    });
    // It never keeps a process alive; a search does, by its timer.
    worker.unref();
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error) => {
      this.#logger?.error("store worker failed", { error: String(error) });
    });
    worker.on("exit", () => this.#exited(worker));
    worker.postMessage({ type: "wrote", upTo: this.#wroteUpTo } satisfies ToWorker);
    this.#events.started();
    return worker;
  }

  #exited(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (this.#closed) return;
    this.#restarts += 1;
    this.#crashedAt = performance.now();
    for (const [id, { tries }] of Array.from(this.#pending)) {
      if (tries < 2) this.#ask(id);
      else this.#miss(id, "the worker failed");
    }
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case "found":
        this.#take(message.id)?.resolve(message.answer);
        break;
      case "missed":
        this.#miss(message.id, message.message);
        break;
      case "indexed":
        this.#indexedUpTo = message.upTo;
        break;
      case "forgot":
        this.#events.forgot(message.entries);
        break;
      case "checkpointed":
        this.#events.checkpointed(message.walPages, message.left);
        break;
      case "trouble":
        this.#logger?.warn("store worker", { error: message.message });
        break;
      case "closed":
        break;
    }
  }
}

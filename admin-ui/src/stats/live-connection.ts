import type { StatsTick } from "../../../src/protocol/stats.ts";
import type { AdminApi } from "../api/admin-api.ts";
import { streamedEvents } from "./event-stream.ts";

/** connecting · live: a tick comes every second · waiting: tries again in a moment · off */
export type LiveStatus = "off" | "connecting" | "live" | "waiting";

export interface LiveEvents {
  tick(tick: StatsTick): void;
  status(status: LiveStatus): void;
  /** The role of whoever is signed in does not allow it, or no longer. */
  refused(): void;
}

/** A tick comes every second; after so long without one the line is taken for dead. */
const SILENCE_MS = 5_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const STREAM = "/api/admin/stats/live";

/**
 * The stream of live statistics: from any server, resumed after the last tick that came. Ticks come in order and
 * each once.
 */
export class LiveConnection {
  readonly #api: AdminApi;
  readonly #events: LiveEvents;
  #stopping: AbortController | undefined;
  #last: number | undefined;

  constructor(api: AdminApi, events: LiveEvents) {
    this.#api = api;
    this.#events = events;
  }

  start(): void {
    if (this.#stopping) return;
    this.#stopping = new AbortController();
    void this.#run(this.#stopping.signal);
  }

  stop(): void {
    if (!this.#stopping) return;
    this.#stopping.abort();
    this.#stopping = undefined;
    this.#events.status("off");
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      this.#events.status("connecting");
      const before = this.#last;
      await this.#read(signal).catch(() => undefined);
      if (signal.aborted) return;
      failures = this.#last === before ? failures + 1 : 0;
      this.#events.status("waiting");
      const most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
      await paused(most * (0.5 + Math.random() / 2), signal);
    }
  }

  /** Until the stream ends, is silent or can't be had. */
  async #read(signal: AbortSignal): Promise<void> {
    const mine = new AbortController();
    const abort = (): void => mine.abort();
    signal.addEventListener("abort", abort);
    let silence = setTimeout(abort, 2 * SILENCE_MS);
    try {
      const response = await this.#open(mine.signal);
      if (!response?.body) return;
      for await (const { data } of streamedEvents(response.body)) {
        clearTimeout(silence);
        silence = setTimeout(abort, SILENCE_MS);
        // The server validated it with the schema that this type was inferred from.
        const tick = JSON.parse(data) as StatsTick;
        if (this.#last !== undefined && tick.at <= this.#last) continue;
        this.#last = tick.at;
        this.#events.status("live");
        this.#events.tick(tick);
      }
    } finally {
      clearTimeout(silence);
      mine.abort();
      signal.removeEventListener("abort", abort);
    }
  }

  async #open(signal: AbortSignal): Promise<Response | undefined> {
    const { tokens } = this.#api.session;
    let token = await tokens.accessToken();
    if (token === undefined) return undefined;
    let response = await this.#request(token, signal);
    if (response.status === 401) {
      await response.body?.cancel();
      token = await tokens.renew(token);
      if (token === undefined) return undefined;
      response = await this.#request(token, signal);
    }
    if (response.status === 403) this.#events.refused();
    return response.ok ? response : undefined;
  }

  #request(token: string, signal: AbortSignal): Promise<Response> {
    return fetch(STREAM, {
      headers: {
        accept: "text/event-stream",
        authorization: `Bearer ${token}`,
        ...(this.#last !== undefined && { "last-event-id": String(this.#last) }),
      },
      signal,
    });
  }
}

const paused = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

import type { LogReader } from "../core/messages/log-reader.ts";
import type { PublishedEntry } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { LIMITS } from "../protocol/limits.ts";
import { entriesFrame } from "./frame.ts";
import { isContiguous, type LiveRoom } from "./live-room.ts";
import { SLOW_BYTES } from "./outbox.ts";
import type { Subscription } from "./subscription.ts";

const PAGE_ENTRIES = 200;
/** Paging goes on once a socket has drained to this. */
const RESUME_BYTES = SLOW_BYTES / 4;
const RETRY_MS = 250;

/** blocked: the socket has to drain first. */
type Step = "moved" | "blocked";

/** Feeds sockets that are behind from the ring or the store, a page at a time, until they are live again. */
export class Pager {
  readonly #reader: LogReader;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Those being paged, and those waiting for their sockets to drain. */
  readonly #behind = new Set<Subscription>();
  /** Sockets that resume together ask for the same pages: read each once. */
  readonly #reads = new Map<string, Promise<PublishedEntry[]>>();

  constructor(reader: LogReader, clock: Clock, logger: Logger) {
    this.#reader = reader;
    this.#clock = clock;
    this.#logger = logger;
  }

  get behind(): number {
    return this.#behind.size;
  }

  readonly start = (subscription: Subscription): void => {
    // One that this very send closed is detached already, and nobody would stop it.
    if (subscription.session.closed || this.#behind.has(subscription)) return;
    this.#behind.add(subscription);
    void this.#run(subscription);
  };

  stop(subscription: Subscription): void {
    this.#behind.delete(subscription);
  }

  async #run(subscription: Subscription): Promise<void> {
    while (this.#behind.has(subscription)) {
      try {
        const step = this.#step(subscription);
        const outcome = typeof step === "string" ? step : await step;
        if (outcome === "blocked") await this.#wait(RETRY_MS);
      } catch (error) {
        this.#logger.warn("paging failed", {
          connection_id: subscription.session.id,
          room_id: subscription.room.id,
          error: String(error),
        });
        await this.#wait(RETRY_MS);
      }
    }
  }

  /** Sends a page, or finds that there is none left to send. Without I/O where the ring has it. */
  #step(subscription: Subscription): Step | Promise<Step> {
    const { room, session } = subscription;
    if (session.outbox.bufferedBytes > RESUME_BYTES) return "blocked";
    // So that "caught up" and "live" are the same moment.
    room.flush();
    const cursor = subscription.cursor;
    const { seq } = room.tip;
    if (cursor === undefined || cursor >= seq) return this.#finish(subscription);
    if (seq - cursor > LIMITS.replayEntries || cursor < room.floor - 1) {
      return this.#reset(subscription);
    }
    const entries = room.ring.after(cursor, PAGE_ENTRIES);
    if (entries !== undefined) return this.#send(subscription, cursor, entries);
    return this.#read(room, cursor).then((page) => this.#send(subscription, cursor, page));
  }

  #send(subscription: Subscription, cursor: number, page: readonly PublishedEntry[]): Step {
    // It was detached, or started over elsewhere, while the page was read.
    if (!this.#behind.has(subscription) || subscription.cursor !== cursor) return "moved";
    const { room, session } = subscription;
    room.flush();
    // The store may be ahead of what this server has been told; that comes live.
    const entries = page.filter((entry) => entry.seq <= room.tip.seq);
    const first = entries[0];
    const last = entries.at(-1);
    // Retention has passed the cursor meanwhile.
    if (last === undefined || first?.seq !== cursor + 1) return this.#reset(subscription);
    if (!session.outbox.frame(entriesFrame(entries))) return "blocked";
    subscription.advance(last.seq);
    return "moved";
  }

  #reset(subscription: Subscription): Step {
    const { room, session } = subscription;
    room.flush();
    const { seq, n } = room.tip;
    session.outbox.event({ event: "reset", room_id: room.id, tip: { seq, n } });
    return this.#finish(subscription);
  }

  #finish(subscription: Subscription): Step {
    this.#behind.delete(subscription);
    subscription.goLive();
    return "moved";
  }

  #read(room: LiveRoom, after: number): Promise<PublishedEntry[]> {
    const { version } = room.ring;
    const key = `${room.id} ${after} ${version}`;
    const running = this.#reads.get(key);
    if (running !== undefined) return running;
    const read = this.#reader
      .published(room.id, after, PAGE_ENTRIES)
      .then((page) => {
        if (!isContiguous(page)) throw new Error("The page has a hole.");
        room.keep(page, version);
        return page;
      })
      .finally(() => this.#reads.delete(key));
    this.#reads.set(key, read);
    return read;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }
}

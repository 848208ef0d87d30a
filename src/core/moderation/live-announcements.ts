import type { Clock, Timer } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { AnnouncementRecord } from "../../ports/store/announcements.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Audience, Notice } from "../../protocol/announcements.ts";
import type { AnnouncementEvent } from "../../protocol/events.ts";
import type { Caller } from "../caller.ts";
import { NewestRead } from "../newest-read.ts";
import { eventOf, isFor, viewNotice } from "./announcement-view.ts";

/** Of one user, as their page asks for them. */
const MOST_TO_ONE = 20;
/** Timers don't reach further. */
const FARTHEST_MS = 3_600_000;

export interface LiveAnnouncementDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Writes it to the sockets of this server that it is for; how many these are. */
  readonly deliver: (audience: Audience, event: AnnouncementEvent) => number;
}

/** The announcements that are not over, as one server keeps them; it tells its own sockets when the time of one has come. */
export class LiveAnnouncements {
  readonly #deps: LiveAnnouncementDeps;
  readonly #reads = new NewestRead();
  #kept: readonly AnnouncementRecord[] = [];
  /** The version that was told, by id. */
  readonly #told = new Map<string, number>();
  #timer: Timer | undefined;

  constructor(deps: LiveAnnouncementDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#kept.length;
  }

  /** Before anybody is let in: nobody has to be told what is live already. */
  async load(): Promise<void> {
    await this.#read(() => {
      const now = this.#deps.clock.now();
      for (const { id, version } of this.#live(now)) this.#told.set(id, version);
      this.#wait(now);
    });
  }

  /** At every `announcements_changed`, and now and then: what changed is told. */
  async refresh(): Promise<void> {
    await this.#read((before) => {
      for (const record of before) this.#tellEnd(record);
      this.#tellLive();
    });
  }

  /** What is live for somebody: what a page shows that was not there when it was told. */
  async noticesFor(caller: Caller): Promise<Notice[]> {
    const { store, clock } = this.#deps;
    const { id, kind } = caller.user;
    const own = await store.moderation.announcementsTo(id, clock.now(), MOST_TO_ONE);
    const rooms = this.#kept.some(({ audience }) => audience.to === "room")
      ? new Set(await store.rooms.roomIdsOf(id))
      : new Set<string>();
    // After all that takes time: what begins or ends meanwhile is told to who is connected, and is in here too.
    const live = this.#live(clock.now()).filter(({ audience }) => isFor(audience, kind, rooms));
    return [...live, ...own].map(viewNotice);
  }

  /** `then` is told what was kept before, unless something newer is by then. */
  async #read(then: (before: readonly AnnouncementRecord[]) => void): Promise<void> {
    const { store, clock } = this.#deps;
    await this.#reads.keep(
      () => store.moderation.currentAnnouncements(clock.now()),
      (found) => {
        const before = this.#kept;
        this.#kept = found;
        then(before);
      },
    );
  }

  #live(now: number): AnnouncementRecord[] {
    return this.#kept.filter(({ startsAt, endsAt }) => startsAt <= now && endsAt > now);
  }

  #tellLive(): void {
    const now = this.#deps.clock.now();
    for (const record of this.#live(now)) {
      if (this.#told.get(record.id) === record.version) continue;
      this.#told.set(record.id, record.version);
      const reached = this.#deps.deliver(record.audience, eventOf(record));
      if (reached === 0) continue;
      this.#deps.store.moderation
        .addReached(record.id, record.version, reached)
        .catch((error: unknown) => {
          this.#deps.logger.warn("reach of an announcement not noted", { error: String(error) });
        });
    }
    this.#wait(now);
  }

  /** Before its time: whoever was told of it knew another one. */
  #tellEnd(record: AnnouncementRecord): void {
    if (this.#kept.some(({ id }) => id === record.id) || !this.#told.delete(record.id)) return;
    const now = this.#deps.clock.now();
    if (record.endsAt > now)
      this.#deps.deliver(record.audience, eventOf({ ...record, endsAt: now }));
  }

  /** Until the next begins after `now`, the moment whose live ones were told: one between two looks would be neither. */
  #wait(now: number): void {
    this.#timer?.cancel();
    const { clock } = this.#deps;
    const next = Math.min(
      ...this.#kept.map(({ startsAt }) => (startsAt > now ? startsAt : Infinity)),
    );
    if (next === Infinity) return;
    this.#timer = clock.after(Math.min(next - now, FARTHEST_MS), () => this.#tellLive());
  }
}

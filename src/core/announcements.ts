import type { Bus } from "../ports/bus.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { AnnouncementRecord } from "../ports/store/announcements.ts";
import type { Store } from "../ports/store/store.ts";
import type {
  AnnouncementLevel,
  AnnouncementState,
  Audience,
  KeptAnnouncement,
  Notice,
} from "../protocol/announcements.ts";
import type { Enforced } from "../protocol/enforcement.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { AnnouncementEvent } from "../protocol/events.ts";
import {
  endOf,
  eventOf,
  invalidField,
  isFor,
  viewAnnouncement,
  viewNotice,
} from "./announcement-view.ts";
import type { Caller } from "./caller.ts";
import type { Enforcements } from "./enforcements.ts";
import { NewestRead } from "./newest-read.ts";

const DAY_MS = 24 * 3_600_000;
/** Those that ended are shown so long. */
const KEPT_MS = 90 * DAY_MS;
/** For a user who is away to see a warning. */
const WARNED_MS = 30 * DAY_MS;
/** Every server keeps all that are not over. */
const MOST = 100;
/** Of one user, as their page asks for them. */
const MOST_TO_ONE = 20;
const SWEEP_MS = 3_600_000;
/** Timers don't reach further. */
const FARTHEST_MS = 3_600_000;

export interface AnnouncementDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly enforcements: Enforcements;
  /** Writes it to the sockets of this server that it is for; how many these are. */
  readonly deliver: (audience: Audience, event: AnnouncementEvent) => number;
}

export interface AnnouncementRequest {
  readonly text: string;
  readonly level?: AnnouncementLevel | undefined;
  readonly audience?: Audience | undefined;
  readonly starts_at?: number | undefined;
  readonly ends_at?: number | undefined;
}

type AnnouncementChange = {
  readonly [K in "text" | "level" | "starts_at" | "ends_at"]?: AnnouncementRequest[K] | undefined;
};

/**
 * What admins tell everyone, or some: to whoever is connected when it begins, and to whoever comes until it ends.
 * Each server keeps those that are not over, and tells its own sockets when the time of one has come.
 */
export class Announcements {
  readonly #deps: AnnouncementDeps;
  readonly #reads = new NewestRead();
  #kept: readonly AnnouncementRecord[] = [];
  /** The version that was told, by id. */
  readonly #told = new Map<string, number>();
  #timer: Timer | undefined;

  constructor(deps: AnnouncementDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#kept.length;
  }

  start(): void {
    this.#deps.clock.every(SWEEP_MS, () => {
      const before = this.#deps.clock.now() - KEPT_MS;
      // A store that is away says so by itself, and the next sweep finds them too.
      void this.#deps.store.moderation.removeAnnouncements(before).catch(() => undefined);
    });
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

  async announce(
    caller: Caller,
    request: AnnouncementRequest,
  ): Promise<{ announcement: KeptAnnouncement; enforced: Enforced }> {
    const { store, clock, random } = this.#deps;
    const now = clock.now();
    const { audience = { to: "everyone" } } = request;
    await this.#requireAudience(audience);
    if ((await store.moderation.currentAnnouncements(now)).length >= MOST) {
      throw new ProtocolError("conflict", `There are ${MOST} announcements that are not over.`);
    }
    const startsAt = Math.max(now, request.starts_at ?? now);
    const record: AnnouncementRecord = {
      id: random.uuid(now),
      text: request.text,
      level: request.level ?? "info",
      audience,
      version: 1,
      startsAt,
      endsAt: endOf(startsAt, request.ends_at, now),
      createdBy: caller.user.id,
      createdAt: now,
      reached: 0,
    };
    return await this.#save("announcement.create", record);
  }

  /** Another text or level shows again to those who dismissed it. */
  async update(
    id: string,
    change: AnnouncementChange,
  ): Promise<{ announcement: KeptAnnouncement; enforced: Enforced }> {
    const before = await this.#require(id);
    const now = this.#deps.clock.now();
    if (before.endsAt <= now) throw new ProtocolError("conflict", "It is over.");
    if (before.startsAt <= now && (change.starts_at ?? 0) > now) {
      throw new ProtocolError("conflict", "It has begun.");
    }
    const { text = before.text, level = before.level } = change;
    const startsAt = change.starts_at ?? before.startsAt;
    const isOther = text !== before.text || level !== before.level;
    return await this.#save("announcement.update", {
      ...before,
      text,
      level,
      startsAt,
      endsAt: endOf(startsAt, change.ends_at ?? before.endsAt, now),
      ...(isOther ? { version: before.version + 1, reached: 0 } : {}),
    });
  }

  /** It goes from every screen. Harmless when it is over. */
  async withdraw(id: string): Promise<Enforced> {
    const before = await this.#require(id);
    const endsAt = Math.min(before.endsAt, this.#deps.clock.now());
    return (await this.#save("announcement.end", { ...before, endsAt })).enforced;
  }

  /** To one user alone: shown when they come, where they are away. */
  async warn(caller: Caller, userId: string, text: string): Promise<AnnouncementRecord> {
    const { store, bus, clock, random } = this.#deps;
    const now = clock.now();
    const record: AnnouncementRecord = {
      id: random.uuid(now),
      text,
      level: "warning",
      audience: { to: "user", user_id: userId },
      version: 1,
      startsAt: now,
      endsAt: now + WARNED_MS,
      createdBy: caller.user.id,
      createdAt: now,
      reached: 0,
    };
    await store.moderation.saveAnnouncement(record);
    bus.signal({ to: "user", userId, event: eventOf(record) });
    return record;
  }

  async list(
    state: AnnouncementState | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ announcements: KeptAnnouncement[]; next_cursor?: string }> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    const page = await store.moderation.announcements(state, now, cursor, limit);
    const announcements = page.items.map((record) => viewAnnouncement(record, now));
    return page.nextCursor === undefined
      ? { announcements }
      : { announcements, next_cursor: page.nextCursor };
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

  /** How many connections one for that audience would reach now. */
  async reach(audience: Audience): Promise<{
    connections: number;
    partial?: { answered: number; servers: number };
  }> {
    await this.#requireAudience(audience);
    const { answers, servers, missing } = await this.#deps.bus.ask({ type: "reach", audience });
    const connections = answers.reduce((sum, count) => sum + count, 0);
    return missing.length === 0
      ? { connections }
      : { connections, partial: { answered: answers.length, servers } };
  }

  async #save(
    action: string,
    record: AnnouncementRecord,
  ): Promise<{ announcement: KeptAnnouncement; enforced: Enforced }> {
    const { store, clock, enforcements } = this.#deps;
    await store.moderation.saveAnnouncement(record);
    const what = { action, target: record.id };
    const enforced = await enforcements.enforce(what, [{ type: "announcements_changed" }]);
    const { reached } = (await store.moderation.announcement(record.id)) ?? record;
    return { announcement: viewAnnouncement({ ...record, reached }, clock.now()), enforced };
  }

  async #requireAudience(audience: Audience): Promise<void> {
    const { store } = this.#deps;
    if (audience.to === "room" && (await store.rooms.room(audience.room_id)) === undefined) {
      throw new ProtocolError("not_found", "No such room.");
    }
    if (audience.to === "user") throw invalidField("audience.to", "is for warnings alone");
  }

  async #require(id: string): Promise<AnnouncementRecord> {
    const found = await this.#deps.store.moderation.announcement(id);
    if (found === undefined || found.audience.to === "user") {
      throw new ProtocolError("not_found", "No such announcement.");
    }
    return found;
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

import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { AnnouncementRecord } from "../../ports/store/announcements.ts";
import type { Store } from "../../ports/store/store.ts";
import type {
  AnnouncementLevel,
  AnnouncementState,
  Audience,
  KeptAnnouncement,
} from "../../protocol/announcements.ts";
import type { Enforced } from "../../protocol/enforcement.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Caller } from "../caller.ts";
import { endOf, eventOf, invalidField, viewAnnouncement } from "./announcement-view.ts";
import type { Enforcements } from "./enforcements.ts";

const DAY_MS = 24 * 3_600_000;
/** Those that ended are shown so long. */
const KEPT_MS = 90 * DAY_MS;
/** For a user who is away to see a warning. */
const WARNED_MS = 30 * DAY_MS;
/** Every server keeps all that are not over. */
const MOST = 100;
const SWEEP_MS = 3_600_000;

export interface AnnouncementDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly enforcements: Enforcements;
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

/** What admins tell everyone, or some: to whoever is connected when it begins, and to whoever comes until it ends. */
export class Announcements {
  readonly #deps: AnnouncementDeps;

  constructor(deps: AnnouncementDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#deps.clock.every(SWEEP_MS, () => {
      const before = this.#deps.clock.now() - KEPT_MS;
      // A store that is away says so by itself, and the next sweep finds them too.
      void this.#deps.store.moderation.removeAnnouncements(before).catch(() => undefined);
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
}

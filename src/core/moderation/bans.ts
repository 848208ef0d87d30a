import type { Clock } from "../../ports/clock.ts";
import type { BanRecord, ModerationStore } from "../../ports/store/moderation.ts";
import {
  type IpRange,
  parseAddress,
  parseRange,
  rangeContains,
} from "../../protocol/ip-address.ts";
import { NewestRead } from "../newest-read.ts";

const SWEEP_MS = 10 * 60_000;
const FOREVER = Number.POSITIVE_INFINITY;

/** The bans in force, in memory: every request and every connection asks. */
export class Bans {
  readonly #store: ModerationStore;
  readonly #clock: Clock;
  readonly #reads = new NewestRead();
  /** User id → when the ban ends. */
  #users: ReadonlyMap<string, number> = new Map();
  /** Those who can't write. */
  #muted: ReadonlyMap<string, number> = new Map();
  #ranges: readonly { readonly range: IpRange; readonly until: number }[] = [];

  constructor(store: ModerationStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  get size(): number {
    return this.#users.size + this.#muted.size + this.#ranges.length;
  }

  /** Removes bans that are over, now and then: they bar nobody, but they take up space. */
  start(): void {
    this.#clock.every(SWEEP_MS, () => {
      const now = this.#clock.now();
      const isOn = ([, until]: readonly [string, number]) => until > now;
      this.#users = new Map(Array.from(this.#users).filter(isOn));
      this.#muted = new Map(Array.from(this.#muted).filter(isOn));
      this.#ranges = this.#ranges.filter(({ until }) => until > now);
      // Whatever is left over goes with the next sweep; a store that is away says so by itself.
      void this.#store.removeExpiredBans(now).catch(() => undefined);
    });
  }

  /** At start, and at every `bans_changed`. */
  async refresh(): Promise<void> {
    await this.#reads.keep(
      () => this.#store.activeBans(this.#clock.now()),
      (bans) => this.#keep(bans),
    );
  }

  bansUser(userId: string): boolean {
    const until = this.#users.get(userId);
    return until !== undefined && until > this.#clock.now();
  }

  /** Until when somebody can't write; undefined: they can. */
  mutedUntil(userId: string): number | undefined {
    const until = this.#muted.get(userId);
    return until !== undefined && until > this.#clock.now() ? until : undefined;
  }

  bansAddress(text: string): boolean {
    if (this.#ranges.length === 0) return false;
    const address = parseAddress(text);
    if (address === undefined) return false;
    const now = this.#clock.now();
    return this.#ranges.some(({ range, until }) => until > now && rangeContains(range, address));
  }

  #keep(bans: readonly BanRecord[]): void {
    const users = new Map<string, number>();
    const muted = new Map<string, number>();
    const ranges: { range: IpRange; until: number }[] = [];
    for (const ban of bans) {
      const until = ban.expiresAt ?? FOREVER;
      if (ban.userId !== undefined) {
        const barred = ban.kind === "mute" ? muted : users;
        barred.set(ban.userId, Math.max(until, barred.get(ban.userId) ?? 0));
      }
      const range = ban.ip === undefined ? undefined : parseRange(ban.ip);
      if (range !== undefined) ranges.push({ range, until });
    }
    this.#users = users;
    this.#muted = muted;
    this.#ranges = ranges;
  }
}

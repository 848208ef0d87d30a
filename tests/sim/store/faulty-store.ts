import type { AccountStore } from "../../../src/ports/store/accounts.ts";
import type { AttachmentStore } from "../../../src/ports/store/attachments.ts";
import type { LogStore } from "../../../src/ports/store/log.ts";
import type { ModerationStore } from "../../../src/ports/store/moderation.ts";
import type { RoomStore } from "../../../src/ports/store/rooms.ts";
import type { StatsStore } from "../../../src/ports/store/stats.ts";
import { StoreUnavailable } from "../../../src/ports/store/store.ts";
import type { Chance } from "../chance.ts";
import type { Coverage } from "../coverage.ts";
import type { Machine, Scheduler } from "../scheduler.ts";
import { BareStore } from "./bare-store.ts";
import type { SimStore, Way } from "./database.ts";
import type { Disk } from "./disk.ts";
import { type Effect, NO_ATTACHMENTS, NO_MODERATION, NO_STATS, through } from "./through.ts";
import type { StoreWeather } from "./weather.ts";

/** The disk as one server reaches it: slowly, and not always. What it writes survives the server. */
export class FaultyStore extends BareStore implements SimStore {
  readonly kind = "sqlite";
  readonly accounts: AccountStore;
  readonly rooms: RoomStore;
  readonly log: LogStore;
  readonly attachments: AttachmentStore;
  readonly moderation: ModerationStore;
  readonly stats: StatsStore;
  readonly appending = { before: 0, after: 0 };
  readonly #scheduler: Scheduler;
  readonly #machine: Machine;
  readonly #chance: Chance;
  readonly #weather: StoreWeather;
  readonly #coverage: Coverage;

  constructor(disk: Disk, way: Way) {
    super();
    this.#scheduler = way.scheduler;
    this.#machine = way.machine;
    this.#chance = way.chance;
    this.#weather = way.weather;
    this.#coverage = way.coverage;
    const call: Effect = (method, effect) => this.#call(method, effect);
    this.accounts = through<AccountStore>(disk.accounts, call);
    this.rooms = through<RoomStore>(disk.rooms, call);
    this.log = through<LogStore>(disk.log, call);
    this.attachments = through<AttachmentStore>(NO_ATTACHMENTS, call);
    this.moderation = through<ModerationStore>(NO_MODERATION, call);
    this.stats = through<StatsStore>(NO_STATS, call);
  }

  async #call(method: string, effect: () => unknown): Promise<unknown> {
    const isAppend = method === "append";
    const fails = this.#chance.happens(this.#weather.failures);
    // Whose membership changed without an answer is found by a sweep that a cluster needs first.
    const takesEffect = !fails || (isAppend && this.#chance.happens(0.5));
    if (isAppend) this.appending.before += 1;
    await this.#pause();
    if (isAppend) this.appending.before -= 1;
    if (!takesEffect) {
      if (isAppend) this.#coverage.note("append failed before it took effect");
      throw new StoreUnavailable("simulated: before");
    }
    const result = effect();
    if (isAppend) this.#noteAppend(result);
    if (isAppend) this.appending.after += 1;
    await this.#pause();
    if (isAppend) this.appending.after -= 1;
    if (fails) {
      if (isAppend) this.#coverage.note("append failed after it took effect");
      throw new StoreUnavailable("simulated: after");
    }
    return result;
  }

  #noteAppend(outcome: unknown): void {
    if (typeof outcome === "object" && outcome !== null && "conflict" in outcome) {
      this.#coverage.note(`append conflict: ${String(outcome.conflict)}`);
    }
  }

  /** Forever when the machine dies meanwhile. */
  async #pause(): Promise<void> {
    const { latencyMs } = this.#weather;
    if (latencyMs === 0) return;
    await this.#scheduler.pause(this.#machine, this.#chance.between(0, latencyMs));
  }
}

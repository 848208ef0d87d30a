import type { Clock } from "../../ports/clock.ts";
import type { StatsEvent, StatsEventType } from "../../protocol/stats.ts";
import type { StatsKeeper } from "./keeper.ts";

/** So many go along with one sample; the others with the next. */
const PER_SAMPLE = 100;
/** What is told once, however many found it out; of the last few minutes. */
const REMEMBERED = 200;

/** What charts mark: of this server, for the others and for the store; of all servers, for the next tick. */
export class Marks {
  readonly #serverId: string;
  readonly #clock: Clock;
  readonly #keeper: StatsKeeper;
  readonly #own: StatsEvent[] = [];
  #news: StatsEvent[] = [];
  readonly #toldIds = new Set<string>();
  #made = 0;

  constructor(serverId: string, clock: Clock, keeper: StatsKeeper) {
    this.#serverId = serverId;
    this.#clock = clock;
    this.#keeper = keeper;
  }

  /** Something that this server did, or that was done by it. */
  make(type: StatsEventType, more: { readonly detail?: string } = {}): void {
    const at = this.#clock.now();
    this.#made += 1;
    const id = `${type}:${this.#serverId}:${at}:${this.#made}`;
    const event = { id, at, type, server_id: this.#serverId, ...more };
    this.#own.push(event);
    this.#keeper.event(event);
  }

  /** Of another server: the others find it too, and save it under the same id. */
  found(event: StatsEvent): void {
    this.#keeper.event(event);
    this.heard(event);
  }

  heard(event: StatsEvent): void {
    if (this.#toldIds.has(event.id)) return;
    this.#toldIds.add(event.id);
    if (this.#toldIds.size > REMEMBERED) {
      for (const oldest of this.#toldIds) {
        this.#toldIds.delete(oldest);
        break;
      }
    }
    this.#news.push(event);
  }

  /** To be told to the others. */
  takeOwn(): StatsEvent[] {
    return this.#own.splice(0, PER_SAMPLE);
  }

  /** To be told to those who watch. */
  takeNews(): StatsEvent[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }
}

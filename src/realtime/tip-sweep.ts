import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Counter } from "../ports/metrics.ts";
import type { LogStore } from "../ports/store/log.ts";
import type { Hub } from "./hub.ts";
import type { LiveRoom } from "./live-room.ts";
import { Sweep } from "./sweep.ts";

export interface TipSweepDeps {
  readonly log: Pick<LogStore, "tips">;
  readonly hub: Hub;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A room was deleted, and nobody here was told. */
  readonly deleted: (roomId: string) => Promise<void>;
  readonly repairs: Counter;
}

const LOOK_MS = 1_000;
const EVERY_MS = 10_000;
const ROOMS_PER_STEP = 256;

/**
 * Finds what the bus lost without a sign (DESIGN §2.11): the store's tips are held against those of the
 * rooms that have sockets here, every 10 s, each second while the bus is down, and once it is back.
 */
export class TipSweep {
  readonly #deps: TipSweepDeps;
  readonly #sweep: Sweep;
  #doneAt = Number.NEGATIVE_INFINITY;
  #busWasOk = true;

  constructor(deps: TipSweepDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#sweep = new Sweep({ name: "tip", clock, logger, steps: () => this.#steps() });
  }

  start(): void {
    const { clock } = this.#deps;
    this.#doneAt = clock.monotonic();
    clock.every(LOOK_MS, () => this.#look());
  }

  /** At once: something was lost, it is only not known what. */
  async run(): Promise<void> {
    if (await this.#sweep.run()) this.#doneAt = this.#deps.clock.monotonic();
  }

  #look(): void {
    const { bus, clock } = this.#deps;
    const { ok } = bus.health();
    const isDue = !ok || !this.#busWasOk || clock.monotonic() - this.#doneAt >= EVERY_MS;
    this.#busWasOk = ok;
    if (isDue && !this.#sweep.running) void this.run();
  }

  *#steps(): Generator<() => Promise<void>> {
    let rooms: LiveRoom[] = [];
    for (const room of this.#deps.hub.liveRooms()) {
      if (room.opening || room.subscriptions.size === 0) continue;
      if (rooms.push(room) < ROOMS_PER_STEP) continue;
      const full = rooms;
      rooms = [];
      yield () => this.#compare(full);
    }
    if (rooms.length > 0) yield () => this.#compare(rooms);
  }

  async #compare(rooms: readonly LiveRoom[]): Promise<void> {
    const { log, hub, deleted, repairs } = this.#deps;
    const tips = await log.tips(rooms.map(({ id }) => id));
    for (const room of rooms) {
      const tip = tips.get(room.id);
      if (!hub.isLive(room)) continue;
      if (tip !== undefined) room.hear(tip);
      else {
        repairs.add(1, "room");
        await deleted(room.id);
      }
    }
  }
}

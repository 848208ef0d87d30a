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
  readonly bus: Pick<Bus, "health">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A room was deleted, and nobody here was told. */
  readonly deleted: (roomId: string) => Promise<void>;
  readonly repairs: Counter;
}

const ROOMS_PER_STEP = 256;

/**
 * Finds what the bus lost without a sign (DESIGN §2.11): the store's tips are held against those of the
 * rooms that have sockets here, every 10 s, each second while the bus is down, and once it is back.
 */
export class TipSweep {
  readonly #deps: TipSweepDeps;
  readonly #sweep: Sweep;

  constructor(deps: TipSweepDeps) {
    this.#deps = deps;
    const { bus, clock, logger } = deps;
    const steps = () => this.#steps();
    this.#sweep = new Sweep({ name: "tip", bus, clock, logger, restMs: 0, steps });
  }

  start(): void {
    this.#sweep.start();
  }

  async run(): Promise<void> {
    await this.#sweep.run();
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

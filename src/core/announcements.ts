import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Enforced } from "../protocol/enforcement.ts";

export interface Announced {
  readonly announcement: { readonly id: string; readonly text: string };
  readonly enforced: Enforced;
}

/** What an admin tells everyone who is connected. It is not kept: whoever comes later does not get it. */
export class Announcements {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(bus: Bus, clock: Clock, random: Random) {
    this.#bus = bus;
    this.#clock = clock;
    this.#random = random;
  }

  /** Resolves once it is on its way to the sockets of every server that answers. */
  async announce(text: string): Promise<Announced> {
    const id = this.#random.uuid(this.#clock.now());
    const enforced = await this.#bus.command({ type: "announcement", id, text });
    return { announcement: { id, text }, enforced };
  }
}

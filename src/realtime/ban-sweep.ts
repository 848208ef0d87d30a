import type { Bans } from "../core/moderation/bans.ts";
import type { Command } from "../ports/bus.ts";
import type { Counter } from "../ports/metrics.ts";
import type { RealtimeContext } from "./context.ts";
import type { Session } from "./session.ts";
import { Sweep } from "./sweep.ts";

/** While the bus is down: whoever comes in is let in by what was read last. */
const REST_MS = 2_000;

export interface BanSweepDeps {
  readonly context: Pick<RealtimeContext, "sessions" | "bus" | "clock" | "logger">;
  readonly bans: Pick<Bans, "refresh" | "bansUser" | "bansAddress">;
  /** As if the command had come by itself. */
  readonly apply: (command: Command) => Promise<void>;
  /** Whose connections were found to be barred, unlike what was known here. */
  readonly repairs: Counter;
}

/**
 * Finds bans that nobody has told (DESIGN §2.14). Not with what is held against the store user by user, which takes
 * seconds on a full server: here one read is enough for all of them, and for those who come.
 */
export class BanSweep {
  readonly #deps: BanSweepDeps;
  readonly #sweep: Sweep;

  constructor(deps: BanSweepDeps) {
    this.#deps = deps;
    const { bus, clock, logger } = deps.context;
    const steps = () => [() => this.#refresh()];
    this.#sweep = new Sweep({ name: "ban", bus, clock, logger, restMs: REST_MS, steps });
  }

  start(): void {
    this.#sweep.start();
  }

  async run(): Promise<void> {
    await this.#sweep.run();
  }

  async #refresh(): Promise<void> {
    const { context, bans, apply, repairs } = this.#deps;
    await bans.refresh();
    const isBarred = ({ caller, peer }: Session): boolean =>
      caller !== undefined && (bans.bansUser(caller.user.id) || bans.bansAddress(peer.ip));
    const barred = Array.from(context.sessions.all()).filter(isBarred).length;
    if (barred > 0) repairs.add(barred, "session");
    await apply({ type: "bans_changed" });
  }
}

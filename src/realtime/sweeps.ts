import type { Bans } from "../core/moderation/bans.ts";
import type { Metrics } from "../ports/metrics.ts";
import { BanSweep } from "./ban-sweep.ts";
import type { RealtimeContext } from "./context.ts";
import type { Control } from "./control.ts";
import { MembershipSweep } from "./membership-sweep.ts";
import { TipSweep } from "./tip-sweep.ts";

export interface SweepsDeps {
  readonly context: RealtimeContext;
  readonly metrics: Metrics;
  readonly bans: Bans;
  readonly control: Control;
}

/** All that looks for what the bus lost. */
export class Sweeps {
  readonly #tips: TipSweep;
  readonly #bans: BanSweep;
  readonly #memberships: MembershipSweep;

  constructor({ context, metrics, bans, control }: SweepsDeps) {
    const { store, hub, bus, clock, logger } = context;
    const repairs = metrics.counter(
      "crosstalk_repairs_total",
      "What sweeps found to be otherwise than this server had been told, by kind",
      "what",
    );
    const apply = control.apply.bind(control);
    const deleted = (roomId: string) => control.apply({ type: "room_deleted", roomId });
    this.#tips = new TipSweep({ log: store.log, hub, bus, clock, logger, deleted, repairs });
    this.#bans = new BanSweep({ context, bans, apply, repairs });
    this.#memberships = new MembershipSweep({ context, apply, repairs });
  }

  start(): void {
    this.#tips.start();
    this.#bans.start();
    this.#memberships.start();
  }

  /** At once: something was lost, it is only not known what. */
  run(): void {
    void this.#tips.run();
    void this.#bans.run();
    void this.#memberships.run();
  }
}

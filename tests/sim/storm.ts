import type { Backbone } from "./bus.ts";
import type { ReplicaSet } from "./mongo/replica-set.ts";
import type { Machine } from "./scheduler.ts";
import type { SimServer } from "./server.ts";
import type { World } from "./world.ts";

/** After it drivers give up, and silence is noticed. */
const PATIENCE_MS = 5_000;

/** The trouble that comes by itself, as the plan has it, until it is over. */
export class Storm {
  readonly #world: World;
  readonly #backbone: Backbone;
  readonly #set: ReplicaSet | undefined;
  readonly #weather: Machine = { alive: true };
  /** Begins no more trouble once it is over. */
  readonly #trouble: Machine = { alive: true };

  constructor(world: World, backbone: Backbone, set: ReplicaSet | undefined) {
    this.#world = world;
    this.#backbone = backbone;
    this.#set = set;
  }

  begin(): void {
    const { plan, chance, coverage, devices } = this.#world;
    this.#nowAndThen(plan.crashEveryMs, () => this.#restart());
    this.#nowAndThen(plan.cutEveryMs, () => chance.pick(devices).link?.cut());
    this.#nowAndThen(plan.reloadEveryMs, () => {
      coverage.note("reload");
      chance.pick(devices).reload();
    });
    this.#nowAndThen(plan.stallEveryMs, () => {
      const { link } = chance.pick(devices);
      link?.stall();
      this.#later(10, plan.activeMs, () => link?.unstall());
    });
    this.#nowAndThen(plan.outageEveryMs, () => {
      coverage.note("bus outage");
      this.#backbone.breakDown();
      this.#later(10, plan.activeMs, () => this.#backbone.comeBack());
    });
    this.#nowAndThen(plan.silenceEveryMs, () => {
      this.#backbone.silence(this.#lastsFor());
    });
    if (plan.retains) {
      this.#nowAndThen(plan.activeMs / 3, () => {
        coverage.note("retention");
        void this.#world.anyServer()?.retain(plan.activeMs / 3);
      });
    }
    if (plan.replicas === undefined) return;
    this.#nowAndThen(plan.replicas.electionEveryMs, () => this.#set?.elect());
    this.#nowAndThen(plan.replicas.lagEveryMs, () => {
      coverage.note("no majority for a while");
      this.#set?.lag(this.#lastsFor());
    });
  }

  calm(): void {
    const { store, network, bus } = this.#world.plan;
    this.#trouble.alive = false;
    store.failures = 0;
    store.latencyMs = Math.min(store.latencyMs, 2);
    network.delayMs = Math.min(network.delayMs, 5);
    network.byteScale = 1;
    bus.loss = 0;
    bus.commandLoss = 0;
    this.#backbone.comeBack();
    for (const device of this.#world.devices) device.link?.unstall();
  }

  #restart(): void {
    const server = this.#world.anyServer();
    if (server === undefined) return;
    if (this.#world.chance.happens(0.2)) {
      void server.drain().then(() => this.#bury(server));
      return;
    }
    server.crash();
    this.#bury(server);
  }

  #bury(server: SimServer): void {
    for (const device of this.#world.devices) {
      if (device.link?.reaches(server.machine) === true) device.link.serverDied();
    }
    this.#later(0, 500, () => void this.#world.boot());
  }

  /** Some trouble outlasts the patience of whoever meets it. */
  #lastsFor(): number {
    const { chance, plan } = this.#world;
    return chance.happens(0.2) ? PATIENCE_MS + 1_000 : chance.between(10, plan.activeMs);
  }

  #later(low: number, high: number, happen: () => void): void {
    const { scheduler, chance } = this.#world;
    scheduler.after(this.#weather, chance.between(low, high), happen);
  }

  #nowAndThen(everyMs: number, happen: () => void): void {
    if (everyMs === 0) return;
    const { scheduler, chance } = this.#world;
    const next = (): void => {
      scheduler.after(this.#trouble, chance.between(0, 2 * everyMs), () => {
        happen();
        next();
      });
    };
    next();
  }
}

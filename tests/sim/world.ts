import type { Observation } from "../harness/history.ts";
import { Acts } from "./acts.ts";
import { Backbone } from "./bus.ts";
import { Chance } from "./chance.ts";
import { Coverage } from "./coverage.ts";
import { Device } from "./device.ts";
import { MongoDatabase } from "./mongo/database.ts";
import { ReplicaSet } from "./mongo/replica-set.ts";
import { OverRest } from "./over-rest.ts";
import type { Plan } from "./plan.ts";
import { populate } from "./population.ts";
import { type Machine, Scheduler, SimClock } from "./scheduler.ts";
import { SimServer } from "./server.ts";
import type { Database } from "./store/database.ts";
import { Disk } from "./store/disk.ts";
import { Storm } from "./storm.ts";
import { Witness } from "./witness.ts";

/** How long after its effect a removal may still be delivered past (PROTOCOL §4, 5). */
const REVOCATION_MS = 1_000;
/** The same where servers don't hear of it: two sweeps (DESIGN §2.14), should one find the store away. */
const UNHEARD_REVOCATION_MS = 22_000;
const QUIET_MS = 180_000;

/** One seed: the servers, the people, and what becomes of them. */
export class World {
  readonly chance: Chance;
  readonly scheduler = new Scheduler();
  readonly coverage = new Coverage();
  readonly plan: Plan;
  readonly database: Database;
  readonly devices: readonly Device[];
  readonly observations: Observation[] = [];
  readonly witness: Witness;
  readonly overRest: OverRest;
  readonly #servers: SimServer[] = [];
  readonly #backbone: Backbone;
  readonly #storm: Storm;
  readonly #people: Machine = { alive: true };
  #lives = 0;

  constructor(seed: number, plan: (chance: Chance) => Plan) {
    this.chance = new Chance(seed);
    this.plan = plan(this.chance);
    const { scheduler, chance, coverage } = this;
    const { replicas, bus } = this.plan;
    const now = (): number => scheduler.now;
    const set = replicas && new ReplicaSet(scheduler, chance, replicas, coverage);
    this.database = set === undefined ? new Disk(now) : new MongoDatabase(set, now);
    this.witness = new Witness(this.database.rooms, coverage, limitsOf(this.plan));
    this.overRest = new OverRest(this);
    this.#backbone = new Backbone(scheduler, chance, bus, coverage);
    this.#storm = new Storm(this, this.#backbone, set);
    const owned = populate(this.database, this.plan, chance);
    this.devices = owned.map((device) => new Device(this, device));
  }

  wallClock(): number {
    return new SimClock(this.scheduler, this.#people).now();
  }

  /** Where a load balancer sends the next request. */
  anyServer(): SimServer | undefined {
    const serving = this.servers();
    return serving.length === 0 ? undefined : this.chance.pick(serving);
  }

  servers(): readonly SimServer[] {
    return this.#servers.filter((server) => server.serves);
  }

  async boot(): Promise<void> {
    this.#lives += 1;
    const server = new SimServer({
      scheduler: this.scheduler,
      chance: this.chance,
      coverage: this.coverage,
      database: this.database,
      witness: this.witness,
      name: `s${this.#lives}`,
      weather: this.plan.store,
      backbone: this.#backbone,
      alone: this.plan.servers === 1,
    });
    this.#servers.push(server);
    await server.start();
  }

  /** Waits for something, while time goes on. */
  async finish<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    await this.scheduler.run(QUIET_MS, () => isOver);
    return over;
  }

  async live(): Promise<void> {
    for (let left = this.plan.servers; left > 0; left -= 1) void this.boot();
    for (const device of this.devices) {
      void device.start();
      this.#act(device);
    }
    this.#storm.begin();
    await this.scheduler.run(this.plan.activeMs);
    this.#people.alive = false;
    this.#storm.calm();
    await this.scheduler.run(QUIET_MS, () => this.#isQuiet());
    // What was under way meanwhile, a reaction perhaps, is told by a sweep where the bus lost it.
    await this.scheduler.run(10_000);
    await this.scheduler.run(QUIET_MS, () => this.#isQuiet());
  }

  #act(device: Device): void {
    const acts = new Acts(this, device);
    const next = (): void => {
      this.scheduler.after(this.#people, this.chance.between(0, 2 * this.plan.pauseMs), () => {
        if (device.started) acts.do();
        next();
      });
    };
    next();
  }

  #isQuiet(): boolean {
    const { rooms } = this.database;
    if (!this.devices.every(({ online, settled }) => online && settled)) return false;
    const tips = new Map(rooms.roomIds().map((id) => [id, rooms.log.tip(id)?.seq]));
    return this.devices.every(({ userId, positions }) =>
      rooms.roomIdsOf(userId).every((id) => positions.get(id) === tips.get(id)),
    );
  }
}

const limitsOf = ({ bus, outageEveryMs, silenceEveryMs, replicas }: Plan) => {
  const isHeard = bus.commandLoss === 0 && outageEveryMs === 0 && silenceEveryMs === 0;
  const revocationMs = isHeard ? REVOCATION_MS : UNHEARD_REVOCATION_MS;
  return { revocationMs, ackMs: replicas === undefined ? revocationMs : UNHEARD_REVOCATION_MS };
};

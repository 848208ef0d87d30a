import { MongoError, MongoNetworkError } from "mongodb";
import { CONCERNS } from "../../../src/adapters/store/mongo/connection.ts";
import { toStoreError } from "../../../src/adapters/store/mongo/mongo-error.ts";
import type { Chance } from "../chance.ts";
import type { Coverage } from "../coverage.ts";
import type { Machine, Scheduler } from "../scheduler.ts";
import type { StoreWeather } from "../store/weather.ts";
import { SimCollection } from "./collection.ts";
import type { ReplicaSet } from "./replica-set.ts";
import { SimSession } from "./session.ts";
import type { OpTime } from "./versions.ts";

export interface ConnectionDeps {
  readonly set: ReplicaSet;
  readonly scheduler: Scheduler;
  readonly machine: Machine;
  readonly chance: Chance;
  readonly weather: StoreWeather;
  readonly coverage: Coverage;
}

/** Transactions that meet others are tried again for so long. */
const TRANSACTION_MS = 5_000;

const SLOW_ANSWERS = 0.3;

const lost = (what: string): MongoError => new MongoNetworkError(`simulated: ${what}`);

/**
 * A server's way to the replica set, as src/adapters/store/mongo/connection.ts offers it: that one promises what
 * CONCERNS say, and this one does no more. The driver tries what failed once more, and is not told twice what
 * was written already. https://www.mongodb.com/docs/manual/core/retryable-writes/
 */
export class SimConnection {
  readonly collections: Readonly<Record<"entries" | "reactions" | "rooms", SimCollection>>;
  /** Writes that the server waits for: not written yet, and written. */
  readonly writing = { before: 0, after: 0 };
  readonly #reading = { before: 0, after: 0 };
  readonly #deps: ConnectionDeps;
  #operationTime: OpTime = 0;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    const { entries, reactions, rooms } = deps.set;
    this.collections = {
      entries: new SimCollection(entries, this, deps.set),
      reactions: new SimCollection(reactions, this, deps.set),
      rooms: new SimCollection(rooms, this, deps.set),
    };
  }

  run<T>(work: (scope: { readonly session: SimSession }) => Promise<T>): Promise<T> {
    return this.#guarded((session) => work({ session }));
  }

  transaction<T>(work: (scope: { readonly session: SimSession }) => Promise<T>): Promise<T> {
    const { scheduler, machine, chance, coverage } = this.#deps;
    const deadline = scheduler.now + TRANSACTION_MS;
    return this.#guarded(async (session) => {
      for (;;) {
        try {
          await this.#request(async () => session.begin());
          const result = await work({ session });
          await this.#commit(session);
          return result;
        } catch (error) {
          session.end();
          const isTransient =
            error instanceof MongoError && error.hasErrorLabel("TransientTransactionError");
          if (!isTransient || scheduler.now > deadline) throw error;
          coverage.note("transaction tried again");
          await scheduler.pause(machine, chance.between(0, 64));
        }
      }
    });
  }

  /** What stands beside the log, and is not about it: no answer means that nothing was done. */
  administer<T>(effect: () => T): Promise<T> {
    return this.#guarded(async () => {
      const { chance, weather } = this.#deps;
      await this.travel();
      if (chance.happens(weather.failures) || !(await this.#deps.set.primary()))
        throw lost("before");
      const result = effect();
      await this.#return();
      return result;
    });
  }

  /** One operation that reads; `read` is given the moment as of which. */
  read<T>(session: SimSession, level: string | undefined, read: (view: OpTime) => T): Promise<T> {
    return this.#twice(async () => {
      const deposed = this.#deposedView(session);
      if (deposed !== undefined) return read(deposed);
      return this.#request(async () => {
        const view = await this.#view(session, level ?? CONCERNS.readConcern.level);
        session.saw(view);
        return read(view);
      });
    });
  }

  /** One operation that writes, in the term that it is given; its writes stand when it resolves. */
  write<T>(session: SimSession, write: (term: number) => Promise<T>): Promise<T> {
    const { set } = this.#deps;
    return this.#twice(() =>
      this.#request(async () => {
        const result = await write(set.term);
        // One that met a duplicate waits for what it met.
        session.saw(set.newest);
        await this.#stands(set.newest);
        return result;
      }, this.writing),
    );
  }

  /** To the server, or back; for ever when the machine dies meanwhile. */
  travel(): Promise<void> {
    const { scheduler, machine, chance, weather } = this.#deps;
    return scheduler.pause(machine, chance.between(0, weather.latencyMs));
  }

  happens(probability: number): boolean {
    return this.#deps.chance.happens(probability);
  }

  /** Answers to reads are old when they come, some of them. */
  async #return(): Promise<void> {
    if (this.happens(SLOW_ANSWERS)) await this.travel();
  }

  deposed(): MongoError {
    return lost("the primary was deposed");
  }

  #commit(session: SimSession): Promise<void> {
    return this.write(session, async (term) => session.commit(term));
  }

  async #request<T>(effect: () => Promise<T>, counts = this.#reading): Promise<T> {
    const { set, chance, weather, coverage } = this.#deps;
    counts.before += 1;
    await this.travel();
    const isCut = chance.happens(weather.failures / 2);
    const hasPrimary = !isCut && (await set.primary());
    counts.before -= 1;
    if (isCut) throw lost("before");
    if (!hasPrimary) throw lost("no primary");
    counts.after += 1;
    const result = await effect().catch(async (error: unknown) => {
      await this.travel();
      counts.after -= 1;
      throw error;
    });
    const isLost = chance.happens(weather.failures / 2);
    await (counts === this.writing ? this.travel() : this.#return());
    counts.after -= 1;
    if (isLost) {
      if (counts === this.writing) coverage.note("acknowledgement lost");
      throw lost("after");
    }
    return result;
  }

  async #stands(time: OpTime): Promise<void> {
    if (CONCERNS.writeConcern.w !== "majority") return;
    const doubt = await this.#deps.set.majority(time);
    if (doubt === undefined) return;
    this.#deps.coverage.note(`write in doubt: ${doubt}`);
    throw doubt === "deposed" ? this.deposed() : new MongoError("simulated: wtimeout");
  }

  /** A primary that was deposed answers for a while, as of when it was one. */
  #deposedView(session: SimSession): OpTime | undefined {
    const { set, chance, coverage } = this.#deps;
    const view = set.deposedView;
    if (view === undefined || view < session.after || !chance.happens(0.3)) return undefined;
    coverage.note("read from a deposed primary");
    return view;
  }

  async #view(session: SimSession, level: string): Promise<OpTime> {
    const { set, coverage } = this.#deps;
    if (level !== "majority") return set.newest;
    if (session.after > set.committed) coverage.note("read waited for what the server had seen");
    if ((await set.majority(session.after)) !== undefined) throw lost("no majority to read from");
    if (set.newest > set.committed) coverage.note("read did not see what no majority had");
    return set.committed;
  }

  async #twice<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof MongoNetworkError)) throw error;
      this.#deps.coverage.note("the driver tried again");
      return await attempt();
    }
  }

  async #guarded<T>(work: (session: SimSession) => Promise<T>): Promise<T> {
    const session = new SimSession(this.#deps.set, this.#operationTime);
    try {
      return await work(session);
    } catch (error) {
      throw toStoreError(error);
    } finally {
      this.#operationTime = Math.max(this.#operationTime, session.after);
    }
  }
}

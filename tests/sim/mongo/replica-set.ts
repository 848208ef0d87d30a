import type { Document } from "mongodb";
import type { Chance } from "../chance.ts";
import type { Coverage } from "../coverage.ts";
import type { Machine, Scheduler } from "../scheduler.ts";
import { type OpTime, Versions } from "./versions.ts";

/** How the members of the set get on with each other; changed while it runs. */
export interface ReplicaWeather {
  /** Until a majority has a write, up to. */
  replicationMs: number;
  /** Until there is a primary again, up to. */
  electionMs: number;
}

/** Why a write is not known to stand. */
export type Doubt = "deposed" | "wtimeout";

export interface Write {
  readonly collection: Versions;
  readonly document: Document;
}

interface Waiting {
  readonly time: OpTime;
  readonly settle: (doubt: Doubt | undefined) => void;
}

/** As long as the driver looks for a primary, and the server for a majority. */
const PATIENCE_MS = 5_000;
/** Who was deposed finds out in so long, and answers reads until then. */
const DEPOSED_MS = 1_000;

/**
 * A replica set as its clients meet it: a primary that writes at once, a majority that has what was written a
 * little later, and elections, which lose what no majority had.
 */
export class ReplicaSet {
  readonly entries = new Versions(
    ({ _id, sender, cid, event }) =>
      `${_id.room} ${sender} ${cid}${event === "end" ? _id.seq : ""}`,
  );
  readonly reactions = new Versions();
  readonly rooms = new Versions();
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #weather: ReplicaWeather;
  readonly #coverage: Coverage;
  readonly #machine: Machine = { alive: true };
  #last: OpTime = 0;
  #committed: OpTime = 0;
  #term = 1;
  #hasPrimary = true;
  #lagging = false;
  /** What a primary that does not know yet that it is none has committed, and until when it answers. */
  #deposed = { committed: 0, until: Number.NEGATIVE_INFINITY };
  #forMajority: Waiting[] = [];
  #forPrimary: (() => void)[] = [];

  constructor(scheduler: Scheduler, chance: Chance, weather: ReplicaWeather, coverage: Coverage) {
    this.#scheduler = scheduler;
    this.#chance = chance;
    this.#weather = weather;
    this.#coverage = coverage;
  }

  get committed(): OpTime {
    return this.#committed;
  }

  get newest(): OpTime {
    return this.#last;
  }

  /** Goes up with each election. */
  get term(): number {
    return this.#term;
  }

  /** What a deposed primary would read by, if it answered; undefined when it does not any more. */
  get deposedView(): OpTime | undefined {
    return this.#scheduler.now < this.#deposed.until ? this.#deposed.committed : undefined;
  }

  /** On the primary, all at once: one entry of its oplog. When it was written. */
  write(writes: readonly Write[]): OpTime {
    this.#last += 1;
    for (const { collection, document } of writes) collection.put(document, this.#last);
    this.#replicate(this.#last);
    return this.#last;
  }

  /** A majority has it at once, and all that was written before. */
  writeSettled(writes: readonly Write[]): void {
    this.#last += 1;
    for (const { collection, document } of writes) collection.put(document, this.#last);
    this.#commit(this.#last);
  }

  /** Resolves with why it is not known that a majority has it, if it is not. */
  majority(time: OpTime): Promise<Doubt | undefined> {
    if (time <= this.#committed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const timer = this.#scheduler.after(this.#machine, PATIENCE_MS, () => settle("wtimeout"));
      const settle = (doubt: Doubt | undefined): void => {
        timer.cancel();
        this.#forMajority = this.#forMajority.filter((one) => one !== waiting);
        resolve(doubt);
      };
      const waiting: Waiting = { time, settle };
      this.#forMajority.push(waiting);
    });
  }

  /** Some time of its own, between two steps of one operation. */
  pause(): Promise<void> {
    return this.#scheduler.pause(
      this.#machine,
      this.#chance.between(0, this.#weather.replicationMs),
    );
  }

  /** Whether there is one before the driver loses its patience. */
  async primary(): Promise<boolean> {
    if (this.#hasPrimary) return true;
    await new Promise<void>((resolve) => {
      this.#forPrimary.push(resolve);
      this.#scheduler.after(this.#machine, PATIENCE_MS, resolve);
    });
    return this.#hasPrimary;
  }

  /** Another member becomes primary: it has all that a majority had, and perhaps a little more. */
  elect(): void {
    if (!this.#hasPrimary) return;
    this.#coverage.note("election");
    const survives = this.#chance.integer(this.#committed, this.#last);
    this.#deposed = { committed: this.#committed, until: this.#scheduler.now + DEPOSED_MS };
    let lost = 0;
    for (const collection of [this.entries, this.reactions, this.rooms]) {
      lost += collection.rollBack(survives);
    }
    if (lost > 0) this.#coverage.note("rolled back", lost);
    if (survives > this.#committed) this.#coverage.note("survived without a majority");
    this.#hasPrimary = false;
    this.#term += 1;
    for (const { settle } of Array.from(this.#forMajority)) settle("deposed");
    const ms = this.#chance.between(0, this.#weather.electionMs);
    this.#scheduler.after(this.#machine, ms, () => this.#begin());
  }

  /** No majority gets what is written, until it does. */
  lag(ms: number): void {
    if (this.#lagging) return;
    this.#lagging = true;
    this.#scheduler.after(this.#machine, ms, () => {
      this.#lagging = false;
      if (this.#hasPrimary) this.#replicate(this.#last);
    });
  }

  /** With an entry of its own, by which it learns what a majority has. */
  #begin(): void {
    this.#hasPrimary = true;
    this.#last += 1;
    this.#replicate(this.#last);
    const waiting = this.#forPrimary;
    this.#forPrimary = [];
    for (const resolve of waiting) resolve();
  }

  #replicate(time: OpTime): void {
    if (this.#lagging) return;
    const term = this.#term;
    const ms = this.#chance.between(0, this.#weather.replicationMs);
    this.#scheduler.after(this.#machine, ms, () => {
      if (term === this.#term && !this.#lagging) this.#commit(time);
    });
  }

  #commit(time: OpTime): void {
    if (time <= this.#committed) return;
    this.#committed = time;
    for (const waiting of Array.from(this.#forMajority)) {
      if (waiting.time <= time) waiting.settle(undefined);
    }
  }
}

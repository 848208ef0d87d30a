import { LogAppender } from "../../src/adapters/store/mongo/log-append.ts";
import type { AppendOutcome, EntryRecord } from "../../src/ports/store/log.ts";
import { Sequencer } from "../../src/realtime/sequencer.ts";
import { TipCache } from "../../src/realtime/tip-cache.ts";
import type { Coverage } from "./coverage.ts";

/** What became of an entry that was to be appended, the last time. */
interface Attempt {
  readonly seq: number;
  readonly fate: "doubt" | "stopped" | "behind";
}

const keyOf = ({ roomId, senderId, cid }: EntryRecord): string => `${roomId} ${senderId} ${cid}`;

/** Follows the entries of one run from attempt to attempt. */
class Attempts {
  readonly #coverage: Coverage;
  readonly #last = new Map<string, Attempt>();
  /** By room, which server appended last. */
  readonly #writers = new Map<string, string>();

  constructor(coverage: Coverage) {
    this.#coverage = coverage;
  }

  ended(batch: readonly EntryRecord[], outcome: AppendOutcome): void {
    const stored = outcome.status === "stored" ? batch.length : outcome.stored;
    for (const record of batch.slice(0, stored)) this.#stored(record);
    if (new Set(batch.map(({ roomId }) => roomId)).size > 1) {
      this.#coverage.note("batch of several rooms");
    }
    if (outcome.status === "stored") return;
    this.#coverage.note(`append conflict: ${outcome.conflict}`);
    this.#coverage.note(`batch stopped ${stored === 0 ? "at its first entry" : "in its midst"}`);
    const [first, ...behind] = batch.slice(stored);
    if (first !== undefined) this.#stopped(first, outcome.conflict);
    for (const record of behind) {
      this.#last.set(keyOf(record), { seq: record.seq, fate: "behind" });
    }
  }

  failed(batch: readonly EntryRecord[]): void {
    for (const record of batch) this.#last.set(keyOf(record), { seq: record.seq, fate: "doubt" });
  }

  #stored(record: EntryRecord): void {
    const { roomId, seq, serverId, payload } = record;
    const before = this.#last.get(keyOf(record));
    if (before?.fate === "doubt") this.#coverage.note("in doubt, and it did not stand");
    if (before?.fate === "behind") {
      this.#coverage.note("what stood behind a conflict was stored later");
    }
    if (before !== undefined && before.seq !== seq) this.#coverage.note("renumbered");
    const writer = this.#writers.get(roomId);
    if (writer !== undefined && writer !== serverId) {
      this.#coverage.note("entries of two servers alternate");
    }
    this.#writers.set(roomId, serverId);
    this.#coverage.note(`${payload.event} stored`);
  }

  #stopped(record: EntryRecord, conflict: "seq" | "cid" | "room"): void {
    const key = keyOf(record);
    if (conflict === "cid" && this.#last.get(key)?.fate === "doubt") {
      this.#coverage.note("in doubt, and it stood");
    }
    this.#last.set(key, { seq: record.seq, fate: "stopped" });
  }
}

/** Counts how entries get into the log of a cluster: the calls are passed on as they are. Answers how to stop. */
export const spyOnAppends = (coverage: Coverage): (() => void) => {
  const { append } = LogAppender.prototype;
  const { learn } = Sequencer.prototype;
  const { get, set } = TipCache.prototype;
  const attempts = new Attempts(coverage);
  let isLearning = false;

  LogAppender.prototype.append = async function (batch) {
    try {
      const outcome = await append.call(this, batch);
      attempts.ended(batch, outcome);
      return outcome;
    } catch (error) {
      attempts.failed(batch);
      throw error;
    }
  };
  TipCache.prototype.get = function (roomId) {
    const tip = get.call(this, roomId);
    if (!isLearning)
      coverage.note(`numbered by a tip that was ${tip === undefined ? "read" : "known"}`);
    return tip;
  };
  TipCache.prototype.set = function (roomId, tip) {
    if (isLearning) coverage.note("a tip was learnt from the bus");
    set.call(this, roomId, tip);
  };
  Sequencer.prototype.learn = function (roomId, entries) {
    isLearning = true;
    learn.call(this, roomId, entries);
    isLearning = false;
  };
  return () => {
    Object.assign(LogAppender.prototype, { append });
    Object.assign(Sequencer.prototype, { learn });
    Object.assign(TipCache.prototype, { get, set });
  };
};

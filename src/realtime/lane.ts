import type { SenderOf, UserDirectory } from "../core/accounts/user-directory.ts";
import { publishEntry } from "../core/messages/log-reader.ts";
import type { Draft } from "../core/messages/room-log.ts";
import type { LastMinute } from "../core/stats/last-minute.ts";
import type { Meter } from "../core/stats/meter.ts";
import type { PublishedEntry } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Histogram } from "../ports/metrics.ts";
import type { Random } from "../ports/random.ts";
import type { AppendOutcome, EntryRecord, LogStore, RoomTip } from "../ports/store/log.ts";
import { Barriers } from "./barriers.ts";
import { type Judged, judge, type Outcome, takeBatch, type Waiting } from "./batch.ts";
import { viewJudged } from "./judged-view.ts";
import { type Numbered, number } from "./numbering.ts";
import { inDoubt, noRoom, refused, removed, repeated } from "./outcomes.ts";
import type { TipCache } from "./tip-cache.ts";

export interface LaneDeps {
  readonly store: LogStore;
  readonly directory: UserDirectory;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly serverId: string;
  /** Where the next entry of each room goes; shared by all lanes, each room being of one lane only. */
  readonly tips: TipCache;
  /** Hands committed entries of a room, in order, to the sockets and to the other servers. */
  readonly publish: (roomId: string, entries: readonly PublishedEntry[]) => void;
  /** Whether entries of these rooms were stored is unknown: if so, nobody was told. */
  readonly doubt: (roomIds: Iterable<string>) => void;
  /** It stood before it was asked for: whoever stored it may have died before anybody was told. */
  readonly stands: (record: EntryRecord) => void;
  /** Sends out what the turn produced. */
  readonly flush: () => void;
  readonly meter: Meter;
  /** By room: what is taken here. */
  readonly messages: LastMinute;
  readonly batchEntries: Histogram;
  readonly commitSeconds: Histogram;
}

/** Batches in a turn before what they produced goes out: larger frames under load, no wait without. */
const BATCHES_PER_TURN = 4;

/**
 * One write in flight at a time, in order (DESIGN §2.2–2.6). What waits meanwhile forms the next batch:
 * the slower the disk, the larger the batches.
 */
export class Lane {
  readonly #deps: LaneDeps;
  #queue: Waiting[] = [];
  #head = 0;
  /** Taken out of the queue, and not settled yet. */
  #inFlight: readonly Waiting[] = [];
  #running = false;
  /** How many were ever pushed. */
  #pushed = 0;
  readonly #barriers = new Barriers();

  constructor(deps: LaneDeps) {
    this.#deps = deps;
  }

  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  push(waiting: Waiting): void {
    this.#queue.push(waiting);
    this.#pushed += 1;
    if (this.#running) return;
    this.#running = true;
    // At the end of the turn, so that all that arrived with it shares the write.
    this.#deps.clock.turnEnd(() => void this.#run());
  }

  /** Refuses those, unless they are being written. */
  withdraw(isMeant: (draft: Draft) => boolean): void {
    for (const waiting of this.#unsettled()) {
      const { draft } = waiting;
      if (!isMeant(draft)) continue;
      if (!tellsWhatStands(draft)) waiting.withdrawn = true;
    }
  }

  /** Whether there is something of the user's that is not settled. */
  holds(userId: string): boolean {
    return this.#unsettled().some(({ draft }) => draft.sender.id === userId);
  }

  /** Resolves when all that was pushed before is settled, and on its way to the sockets. */
  settled(): Promise<void> {
    return this.#running ? this.#barriers.wait(this.#pushed) : Promise.resolve();
  }

  #unsettled(): readonly Waiting[] {
    return [...this.#inFlight, ...this.#queue.slice(this.#head)];
  }

  async #run(): Promise<void> {
    while (this.waiting > 0) {
      for (let batch = 0; batch < BATCHES_PER_TURN && this.waiting > 0; batch += 1) {
        await this.#writeNext();
      }
      this.#deps.flush();
      this.#passBarriers();
      if (this.waiting > 0) await this.#turn();
    }
    this.#running = false;
    this.#passBarriers();
  }

  /** Between two batches: the queue keeps its order, so all before what waits are settled. */
  #passBarriers(): void {
    this.#barriers.pass(this.#pushed - this.waiting);
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.turnEnd(resolve);
    });
  }

  async #writeNext(): Promise<void> {
    const batch = takeBatch(this.#queue, this.#head);
    this.#head += batch.length;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    }
    this.#inFlight = batch;
    const unsettled = new Set(batch);
    const settle = (waiting: Waiting, outcome: Outcome): void => {
      unsettled.delete(waiting);
      waiting.settle(outcome);
      if (outcome.ok && outcome.appended.repeated) this.#deps.stands(outcome.appended.record);
    };
    try {
      const rest = await this.#write(batch, settle);
      if (rest.length > 0) this.#requeue(rest);
    } catch (error) {
      this.#deps.logger.error("append failed", { entries: unsettled.size, error: String(error) });
      // What was written is unknown; so is every tip that this batch may have moved.
      const roomIds = new Set(Array.from(unsettled, ({ draft }) => draft.roomId));
      for (const roomId of roomIds) this.#deps.tips.forget(roomId);
      for (const waiting of unsettled) waiting.settle(inDoubt());
      this.#deps.doubt(roomIds);
    } finally {
      this.#inFlight = [];
    }
  }

  /** Those that have to go again, first of all. */
  #requeue(rest: readonly Waiting[]): void {
    this.#queue = [...rest, ...this.#queue.slice(this.#head)];
    this.#head = 0;
  }

  /** Settles what it can; answers those that go into the next batch, in order. */
  async #write(batch: readonly Waiting[], settle: Settle): Promise<readonly Waiting[]> {
    const { store, directory, tips, clock, meter } = this.#deps;
    const known = await this.#tipsOf(batch);
    const judged = await judge(batch, (queries) => store.targets(queries));
    const accepted: Judged[] = [];
    for (const item of judged) {
      if (await this.#isAccepted(item, known, settle)) accepted.push(item);
    }
    const numbered = number(accepted, known, this.#deps);
    if (numbered.length === 0) return [];
    const replied = accepted.map(({ target }) => target?.message.senderId);
    const senderOf = await directory.resolve(replied.filter((id) => id !== undefined));

    const writtenFrom = clock.monotonic();
    const outcome = await store.append(numbered.map(({ record }) => record));
    const durableAt = clock.monotonic();
    const stored = outcome.status === "stored" ? numbered.length : outcome.stored;
    this.#deps.commitSeconds.observe((durableAt - writtenFrom) / 1000);
    meter.committed(writtenFrom, durableAt, stored);
    this.#deps.batchEntries.observe(stored);
    this.#commit(numbered.slice(0, stored), senderOf, settle);
    if (outcome.status === "stored") return [];
    // Tips that were counted on beyond the conflict are not true.
    for (const { record } of numbered.slice(stored)) tips.forget(record.roomId);
    return this.#stopped(numbered.slice(stored), outcome, settle);
  }

  /** As of now: what others forget or learn meanwhile must not change how a batch is numbered. */
  async #tipsOf(batch: readonly Waiting[]): Promise<Map<string, RoomTip>> {
    const { tips, store } = this.#deps;
    const known = new Map<string, RoomTip>();
    const unknown: string[] = [];
    for (const roomId of new Set(batch.map(({ draft }) => draft.roomId))) {
      const tip = tips.get(roomId);
      if (tip === undefined) unknown.push(roomId);
      else known.set(roomId, tip);
    }
    // Together: after a conflict they may be many.
    if (unknown.length > 0) {
      for (const [roomId, tip] of await store.tips(unknown)) known.set(roomId, tip);
    }
    return known;
  }

  async #isAccepted(
    item: Judged,
    known: ReadonlyMap<string, RoomTip>,
    settle: Settle,
  ): Promise<boolean> {
    const { waiting, decision } = item;
    const { draft } = waiting;
    if (waiting.withdrawn) {
      settle(waiting, removed());
      return false;
    }
    if (!known.has(draft.roomId)) {
      settle(waiting, noRoom());
      return false;
    }
    switch (decision.verdict) {
      case "append":
        return true;
      case "stands":
        settle(waiting, { ok: true, appended: { record: decision.by, repeated: true } });
        return false;
      case "refuse": {
        // A repeat of what once was accepted gets the same answer, whatever has come since.
        const existing =
          draft.cid === undefined
            ? undefined
            : await this.#deps.store.byCid(draft.roomId, draft.sender.id, draft.cid);
        settle(
          waiting,
          existing === undefined ? refused(decision.error) : repeated(draft, existing),
        );
        return false;
      }
    }
  }

  /** Durable: on to the sockets and the other servers, then the acks (DESIGN §2.6). */
  #commit(committed: readonly Numbered[], senderOf: SenderOf, settle: Settle): void {
    const { tips, publish, meter, messages, clock } = this.#deps;
    const now = clock.monotonic();
    const published = new Map<string, PublishedEntry[]>();
    const entries = committed.map(({ record, judged, floor }) => {
      const entry = viewJudged(record, judged, senderOf);
      const ofRoom = published.get(record.roomId);
      if (ofRoom === undefined) published.set(record.roomId, [publishEntry(entry)]);
      else ofRoom.push(publishEntry(entry));
      tips.set(record.roomId, { seq: record.seq, n: record.n, floor });
      if (record.payload.event === "message") messages.add(record.roomId, now);
      return entry;
    });
    for (const [roomId, ofRoom] of published) publish(roomId, ofRoom);
    meter.publishedAt = clock.monotonic();
    committed.forEach(({ record, judged }, index) => {
      const entry = entries[index];
      if (entry === undefined) return;
      settle(judged.waiting, { ok: true, appended: { record, repeated: false, entry } });
    });
  }

  #stopped(
    unwritten: readonly Numbered[],
    outcome: Extract<AppendOutcome, { status: "stopped" }>,
    settle: Settle,
  ): readonly Waiting[] {
    const [first, ...rest] = unwritten;
    const next = rest.map(({ judged }) => judged.waiting);
    if (first === undefined) return next;
    const { waiting } = first.judged;
    switch (outcome.conflict) {
      case "seq":
        return [waiting, ...next];
      case "room":
        settle(waiting, noRoom());
        return next;
      case "cid":
        settle(waiting, repeated(waiting.draft, outcome.existing));
        return next;
    }
  }
}

type Settle = (waiting: Waiting, outcome: Outcome) => void;

/** Who came and went, what the room is called: that is so already, whoever did it may be gone since. */
const tellsWhatStands = ({ payload: { event } }: Draft): boolean =>
  event === "member" || event === "room";

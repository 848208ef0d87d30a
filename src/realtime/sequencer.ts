import type { Appended, Draft, RoomLog } from "../core/messages/room-log.ts";
import type { PublishedEntry } from "../ports/bus.ts";
import type { RoomTip } from "../ports/store/log.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Outcome, Waiting } from "./batch.ts";
import { Lane, type LaneDeps } from "./lane.ts";
import { removed } from "./outcomes.ts";
import { RecentRemovals } from "./recent-removals.ts";

/** Drafts that may wait in all lanes together; beyond it senders are told to come back. */
export const QUEUE_ENTRIES = 20_000;
const BUSY_RETRY_MS = 500;

export interface SequencerDeps extends LaneDeps {
  /** No other server appends to the same store: what is known of a tip is the tip, not a hint. */
  readonly alone: boolean;
}

/** FNV-1a: spreads rooms over lanes. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
};

/** Gives entries their seq: the one way into the logs of this server's rooms (DESIGN §2). */
export class Sequencer implements RoomLog {
  readonly #lanes: readonly Lane[];
  readonly #deps: SequencerDeps;
  readonly #removals = new RecentRemovals();

  constructor(deps: SequencerDeps, lanes = 1) {
    this.#deps = deps;
    this.#lanes = Array.from({ length: lanes }, () => new Lane(deps));
  }

  get waiting(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  }

  get knownTips(): number {
    return this.#deps.tips.size;
  }

  get recentRemovals(): number {
    return this.#removals.size;
  }

  moment(): number {
    return this.#removals.moment;
  }

  /** Like append, without a promise for each message: `settle` is called once, in the order of the log. */
  submit(draft: Draft, settle: (outcome: Outcome) => void, letInAt = this.moment()): void {
    if (this.#removals.since(letInAt, draft)) {
      settle(removed());
      return;
    }
    if (this.waiting >= QUEUE_ENTRIES) {
      const error = new ProtocolError("unavailable", "The server is busy; repeat it.", {
        retryAfterMs: BUSY_RETRY_MS,
      });
      settle({ ok: false, error });
      return;
    }
    const waiting: Waiting = { draft, settle, withdrawn: false };
    this.#lane(draft.roomId)?.push(waiting);
  }

  append(draft: Draft, letInAt?: number): Promise<Appended> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome): void => {
        if (outcome.ok) resolve(outcome.appended);
        else reject(outcome.error);
      };
      this.submit(draft, settle, letInAt);
    });
  }

  async tip(roomId: string): Promise<RoomTip | undefined> {
    const { tips, store, alone } = this.#deps;
    if (!alone) return store.tip(roomId);
    const known = tips.get(roomId);
    if (known !== undefined) return known;
    const { doubts } = tips;
    const tip = await store.tip(roomId);
    // An append may have moved it while it was read.
    const moved = tips.get(roomId);
    if (moved !== undefined) return moved;
    if (tip !== undefined && tips.doubts === doubts) tips.set(roomId, tip);
    return tip;
  }

  /** Another server appended: the next batch begins after that, and not with a conflict. */
  learn(roomId: string, entries: readonly PublishedEntry[]): void {
    const { tips } = this.#deps;
    const known = tips.get(roomId);
    const last = entries.at(-1);
    if (known === undefined || last === undefined || last.seq <= known.seq) return;
    tips.set(roomId, { seq: last.seq, n: last.n, floor: known.floor });
  }

  withdraw(roomId: string, userId: string): void {
    this.#removals.fromRoom(roomId, userId);
    this.#lane(roomId)?.withdraw((draft) => draft.roomId === roomId && draft.sender.id === userId);
  }

  /** Refuses what those users have waiting, in whatever room: they may not be heard any more. */
  withdrawAll(isBarred: (userId: string) => boolean): void {
    this.#removals.altogether(isBarred);
    for (const lane of this.#lanes) lane.withdraw(({ sender }) => isBarred(sender.id));
  }

  forget(roomId: string): void {
    this.#deps.tips.forget(roomId);
  }

  /** Retention raised floors: read them again. */
  forgetTips(): void {
    this.#deps.tips.clear();
  }

  /** Resolves once all that was submitted up to now is settled; what comes after is not waited for. */
  async settled(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.settled()));
  }

  /** Resolves once all that the user submitted up to now is settled. */
  async settledOf(userId: string): Promise<void> {
    const lanes = this.#lanes.filter((lane) => lane.holds(userId));
    await Promise.all(lanes.map((lane) => lane.settled()));
  }

  #lane(roomId: string): Lane | undefined {
    return this.#lanes[hash(roomId) % this.#lanes.length];
  }
}

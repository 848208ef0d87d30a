import { within } from "../core/within.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Drain, DrainState } from "../protocol/drain.ts";
import { CLOSE } from "../protocol/errors.ts";
import { type Arrivals, DrainLedger } from "./drain-ledger.ts";
import type { Sequencer } from "./sequencer.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** So that those who were here don't all come back at once; at a pace they don't anyway. */
const RETRY_SPREAD_MS = 3_000;
/** At most, and where there is no pace. */
const BATCH = 500;
const BETWEEN_BATCHES_MS = 50;
const PACED_BATCHES_PER_S = 10;
/**
 * For the store to answer; a write may hang for longer than this server has (PROTOCOL §4: gone within 25 s). Who is sent
 * away unanswered repeats it elsewhere, under its cid.
 */
const SETTLE_MS = 8_000;
/** For close frames to be answered. */
const LINGER_MS = 3_000;
const POLL_MS = 25;
const ASK_MS = 1_000;
/** Sign-ins that the others are asked about at a time. */
export const ASKED_AT_ONCE = 500;

export interface DrainerDeps {
  readonly sessions: Sessions;
  readonly sequencer: Sequencer;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: Pick<Bus, "ask">;
  /** Nobody is let in any more, or all are again. */
  readonly closed: (isClosed: boolean) => void;
}

interface Run {
  /** Clients a second; infinite: the server is being stopped, as fast as it goes, and nothing changes that. */
  pace: number;
  state: DrainState;
  readonly ledger: DrainLedger;
  readonly startedAt: number;
  endedAt: number | undefined;
  /** Clients when it began. */
  readonly began: number;
  done: Promise<void>;
}

/** Sends everybody elsewhere (DESIGN §2.16): what was accepted is stored and acked before a socket closes. */
export class Drainer {
  readonly #deps: DrainerDeps;
  #run: Run | undefined;
  #asking: Timer | undefined;
  /** The store was waited for in vain: not again for each who goes. */
  #hangs = false;

  constructor(deps: DrainerDeps) {
    this.#deps = deps;
  }

  get draining(): boolean {
    return this.#run !== undefined && this.#run.state !== "accepting";
  }

  /** Begins, or goes on at another pace, unless the server is being stopped. */
  begin(pace: number): Promise<void> {
    const run = this.#run;
    if (run !== undefined && run.state !== "accepting") {
      if (!isFinal(run)) run.pace = pace;
      return run.done;
    }
    return this.#start(pace).done;
  }

  /** Stops sending away and lets everybody in again. Whether there was anything to stop. */
  abort(): boolean {
    const run = this.#run;
    if (run === undefined || run.state === "accepting" || isFinal(run)) return false;
    run.state = "accepting";
    run.endedAt = this.#deps.clock.now();
    this.#deps.closed(false);
    return true;
  }

  /** What was accepted is stored and acked, unless the store hangs. */
  async settle(): Promise<void> {
    const { sequencer, clock } = this.#deps;
    if (!this.#hangs) this.#hangs = !(await within(clock, SETTLE_MS, sequencer.settled()));
  }

  progress(): Drain {
    const run = this.#run;
    const left = this.#left();
    if (run === undefined) return { ...NOTHING, left, total: left };
    const counts = run.ledger.counts();
    const isGoing = run.state === "draining";
    const gone = isGoing || run.state === "drained" ? run.began - counts.moved - left : 0;
    const stayed = Math.max(0, gone);
    return {
      state: run.state,
      clients_per_s: Number.isFinite(run.pace) ? run.pace : BATCH * PACED_BATCHES_PER_S,
      total: counts.moved + left + stayed,
      left,
      gone: stayed,
      ...counts,
      ...(isGoing && left > 0 ? { eta_ms: Math.ceil((left / run.pace) * 1_000) } : {}),
      started_at: run.startedAt,
      ...(run.endedAt === undefined ? {} : { ended_at: run.endedAt }),
    };
  }

  #start(pace: number): Run {
    const { clock, closed } = this.#deps;
    closed(true);
    this.#hangs = false;
    const run: Run = {
      pace,
      state: "draining",
      ledger: new DrainLedger(),
      startedAt: clock.now(),
      endedAt: undefined,
      began: this.#left(),
      done: Promise.resolve(),
    };
    this.#run = run;
    this.#asking?.cancel();
    this.#askLater(run);
    run.done = this.#sendAllAway(run);
    return run;
  }

  async #sendAllAway(run: Run): Promise<void> {
    const { clock } = this.#deps;
    const away: Session[] = [];
    while (run.state === "draining") {
      // Read anew for each: whoever was let in before may still be arriving, and the pace may change.
      const batch = this.#next(batchSize(run.pace));
      if (batch.length === 0) break;
      for (const session of batch) session.stopHearing();
      await this.settle();
      for (const session of batch) this.#sendAway(run, session);
      away.push(...batch);
      await this.#wait(pause(run.pace, batch.length));
    }
    if (run.state !== "draining") return;
    await this.settle();
    const deadline = clock.monotonic() + LINGER_MS;
    while (away.some((session) => !session.socketGone) && clock.monotonic() < deadline) {
      await this.#wait(POLL_MS);
    }
    if (run.state !== "draining") return;
    run.state = "drained";
    run.endedAt = clock.now();
  }

  #next(size: number): Session[] {
    const batch: Session[] = [];
    for (const session of this.#deps.sessions.all()) {
      if (session.deaf) continue;
      batch.push(session);
      if (batch.length === size) break;
    }
    return batch;
  }

  #sendAway(run: Run, session: Session): void {
    const { random, clock } = this.#deps;
    // Who went meanwhile went by themselves; strangers never were clients.
    const { caller } = session;
    if (caller !== undefined && session.ready && !session.closed) {
      run.ledger.sent(caller.sessionId, clock.now());
    }
    const retryAfterMs = Math.floor(random.fraction() * RETRY_SPREAD_MS);
    session.outbox.event({ event: "draining", retry_after_ms: retryAfterMs });
    session.close(CLOSE.draining, "draining");
  }

  /** Clients that are here and were not sent away. */
  #left(): number {
    let left = 0;
    for (const session of this.#deps.sessions.all()) if (session.ready && !session.deaf) left += 1;
    return left;
  }

  /** Where those who were sent away are now. Goes on after the end, for as long as some are waited for. */
  async #ask(run: Run): Promise<void> {
    const { bus, clock } = this.#deps;
    const asked = run.ledger.waitedFor(ASKED_AT_ONCE);
    if (asked.length > 0) {
      const { answers } = await bus.ask({
        type: "arrivals",
        sessionIds: asked,
        since: run.startedAt,
      });
      for (const arrivals of summed(answers)) run.ledger.arrived(arrivals);
    }
    run.ledger.expire(clock.now());
    if (this.#run === run && (run.state === "draining" || !run.ledger.isSettled)) {
      this.#askLater(run);
    }
  }

  #askLater(run: Run): void {
    this.#asking = this.#deps.clock.after(ASK_MS, () => void this.#ask(run));
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.after(ms, resolve);
    });
  }
}

const NOTHING: Drain = {
  state: "accepting",
  clients_per_s: 0,
  total: 0,
  left: 0,
  gone: 0,
  moved: 0,
  returning: 0,
  resumed: 0,
  failed: 0,
};

/** Its process ends when everybody is gone, and ends by itself after a while (PROTOCOL §4). */
const isFinal = ({ pace }: Run): boolean => !Number.isFinite(pace);

const batchSize = (pace: number): number =>
  Math.min(BATCH, Math.max(1, Math.round(pace / PACED_BATCHES_PER_S)));

const pause = (pace: number, sent: number): number =>
  Number.isFinite(pace) ? (sent / pace) * 1_000 : BETWEEN_BATCHES_MS;

const summed = (answers: readonly (readonly Arrivals[])[]): Arrivals[] => {
  const sums = new Map<string, Arrivals>();
  for (const { session_id, gapless, gappy } of answers.flat()) {
    const sum = sums.get(session_id);
    sums.set(session_id, {
      session_id,
      gapless: gapless + (sum?.gapless ?? 0),
      gappy: gappy + (sum?.gappy ?? 0),
    });
  }
  return Array.from(sums.values());
};

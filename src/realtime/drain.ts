import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import { CLOSE } from "../protocol/errors.ts";
import type { Sequencer } from "./sequencer.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** So that those who were here don't all come back at once. */
const RETRY_SPREAD_MS = 3_000;
const BATCH = 500;
const BETWEEN_BATCHES_MS = 50;
/** For close frames to be answered. */
const LINGER_MS = 3_000;
const POLL_MS = 25;

export interface DrainDeps {
  readonly sessions: Sessions;
  readonly sequencer: Sequencer;
  readonly clock: Clock;
  readonly random: Random;
}

/** Sends everybody elsewhere (DESIGN §2.16): what was accepted is stored and acked before a socket closes. */
export const drainSockets = async ({
  sessions,
  sequencer,
  clock,
  random,
}: DrainDeps): Promise<void> => {
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve);
    });
  const away: Session[] = [];
  for (;;) {
    // Read anew for each: whoever was let in before may still be arriving.
    const batch = nextOf(sessions);
    if (batch.length === 0) break;
    for (const session of batch) session.stopHearing();
    await sequencer.settled();
    for (const session of batch) sendAway(session, random);
    away.push(...batch);
    await wait(BETWEEN_BATCHES_MS);
  }
  await sequencer.settled();
  const deadline = clock.monotonic() + LINGER_MS;
  while (away.some((session) => !session.socketGone) && clock.monotonic() < deadline) {
    await wait(POLL_MS);
  }
};

const nextOf = (sessions: Sessions): Session[] => {
  const batch: Session[] = [];
  for (const session of sessions.all()) {
    if (session.deaf) continue;
    batch.push(session);
    if (batch.length === BATCH) break;
  }
  return batch;
};

const sendAway = (session: Session, random: Random): void => {
  const retryAfterMs = Math.floor(random.fraction() * RETRY_SPREAD_MS);
  session.outbox.event({ event: "draining", retry_after_ms: retryAfterMs });
  session.close(CLOSE.draining, "draining");
};

import type { Clock } from "../ports/clock.ts";
import { CLOSE } from "../protocol/errors.ts";
import { LIMITS } from "../protocol/limits.ts";
import { SLOW_BYTES } from "./outbox.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

const EVERY_MS = 500;
/** Frames are counted over so long. */
export const COUNTED_MS = 5_000;
/** A socket that takes nothing for so long is let go (DESIGN §2.15). */
const STALLED_MS = 30_000;

interface Stall {
  bytes: number;
  since: number;
}

/** Looks after connections twice a second: tokens that end, peers that fell silent, sockets that stall. */
export class Upkeep {
  readonly #sessions: Sessions;
  readonly #clock: Clock;
  /** Only of sockets that have unsent bytes. */
  readonly #stalls = new Map<Session, Stall>();

  constructor(sessions: Sessions, clock: Clock) {
    this.#sessions = sessions;
    this.#clock = clock;
  }

  get stalled(): number {
    return this.#stalls.size;
  }

  start(): void {
    this.#clock.every(EVERY_MS, () => this.#look());
    this.#clock.every(COUNTED_MS, () => {
      for (const session of this.#sessions.all()) session.countFrames();
    });
  }

  forget(session: Session): void {
    this.#stalls.delete(session);
  }

  #look(): void {
    const now = this.#clock.now();
    const monotonic = this.#clock.monotonic();
    for (const session of Array.from(this.#sessions.all())) {
      if (monotonic - session.lastHeardAt >= LIMITS.silenceMs) {
        session.close(CLOSE.heartbeatLost, "heartbeat lost");
      } else if (session.caller === undefined) {
        this.#lookAtStranger(session, monotonic);
      } else {
        this.#lookAtToken(session, now);
        if (!session.closed) this.#lookAtSocket(session, monotonic);
      }
    }
  }

  #lookAtStranger(session: Session, monotonic: number): void {
    if (session.authenticating || monotonic - session.openedAt < LIMITS.authenticateMs) return;
    session.close(CLOSE.notAuthenticatedInTime, "not authenticated in time");
  }

  #lookAtToken(session: Session, now: number): void {
    const left = session.expiresAt - now;
    if (left <= 0) {
      session.close(CLOSE.tokenExpired, "token expired");
      return;
    }
    if (left > LIMITS.reauthenticateBeforeMs || session.reauthenticateSent) return;
    // `authenticated` is the first thing that is said, however long its rooms take to be read.
    if (!session.ready) return;
    session.reauthenticateSent = true;
    session.outbox.event({ event: "reauthenticate", expires_in: Math.floor(left / 1000) });
  }

  #lookAtSocket(session: Session, monotonic: number): void {
    const bytes = session.outbox.bufferedBytes;
    if (bytes === 0) {
      this.#stalls.delete(session);
      return;
    }
    const stall = this.#stalls.get(session);
    if (stall === undefined || bytes < stall.bytes) {
      this.#stalls.set(session, { bytes, since: monotonic });
      return;
    }
    stall.bytes = bytes;
    if (monotonic - stall.since < STALLED_MS) return;
    if (bytes > SLOW_BYTES || session.roomsBehind > 0) session.slow();
  }
}

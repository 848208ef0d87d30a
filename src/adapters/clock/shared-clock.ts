import type { Clock } from "../../ports/clock.ts";

/** A clock of this machine that goes by one which all servers share. */
export interface SharedClock extends Clock {
  /** What the shared clock said within the round trip that ends now. */
  set(sharedNow: number, roundTripMs: number): void;
  /** How far the machine is behind it, as last measured; undefined before the first time. */
  measuredMs(): number | undefined;
}

/**
 * Hosts that are kept on time differ by less, and are left alone: a clock that is set again and again is
 * worse than one that is a little off.
 */
const TOLERATED_MS = 1_000;

/**
 * So that hosts whose clocks differ are no matter: times that one server writes (when a token, a ban or a room
 * ends) are compared by others with their own.
 */
export const sharedClock = (own: Clock): SharedClock => {
  let offsetMs = 0;
  let measured: number | undefined;
  return {
    ...own,
    now: () => own.now() + offsetMs,
    measuredMs: () => measured,
    set(sharedNow, roundTripMs) {
      // An answer that took so long says too little.
      if (roundTripMs > TOLERATED_MS) return;
      const measuredMs = Math.round(sharedNow + roundTripMs / 2 - own.now());
      measured = measuredMs;
      if (Math.abs(measuredMs - offsetMs) > TOLERATED_MS) offsetMs = measuredMs;
    },
  };
};

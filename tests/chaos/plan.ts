import { type Dice, integer, pick } from "../harness/seeded.ts";
import { FAULT_KINDS, type FaultKind } from "./faults.ts";

export interface PlannedFault {
  /** Milliseconds after the beginning of the epoch. */
  readonly atMs: number;
  readonly kind: FaultKind;
  /** The index of the server that it befalls; of no meaning for a database. */
  readonly server: number;
  readonly forMs: number;
}

/** Between the beginnings of two faults. */
const PAUSE_MS = [300, 5_000] as const;
/** How often one that may last long does. */
const LONG_SHARE = 0.1;

const shuffled = <T>(dice: Dice, values: readonly T[]): T[] => {
  const rest = [...values];
  const deck: T[] = [];
  while (rest.length > 0) deck.push(...rest.splice(integer(dice, 0, rest.length - 1), 1));
  return deck;
};

/**
 * Draws the faults of an epoch from the dice alone. Kinds are dealt like cards, so that all of them come before one
 * comes again; the deck lasts over epochs. `spared`: a server whose process is not ended, so that it grows old.
 */
export class Planner {
  readonly #dice: Dice;
  readonly #servers: number;
  #deck: FaultKind[] = [];

  constructor(dice: Dice, servers: number) {
    this.#dice = dice;
    this.#servers = servers;
  }

  plan(lengthMs: number, spared: number | undefined): PlannedFault[] {
    const dice = this.#dice;
    const plan: PlannedFault[] = [];
    for (let atMs = integer(dice, ...PAUSE_MS); atMs < lengthMs; ) {
      if (this.#deck.length === 0) this.#deck = shuffled(dice, FAULT_KINDS);
      const kind = this.#deck.shift();
      if (kind === undefined) break;
      const ends = kind.befalls === "server" && kind.ends === true;
      const servers = Array.from({ length: this.#servers }, (_, index) => index);
      const server = pick(
        dice,
        servers.filter((index) => !ends || index !== spared),
      );
      const isLong = dice() < LONG_SHARE;
      const forMs = integer(dice, ...((isLong ? kind.lastsLong : undefined) ?? kind.lasts));
      plan.push({ atMs, kind, server, forMs });
      atMs += integer(dice, ...PAUSE_MS);
    }
    return plan;
  }
}

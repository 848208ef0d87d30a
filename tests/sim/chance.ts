import type { ClientRandom } from "../../src/client/ports.ts";
import type { Random } from "../../src/ports/random.ts";
import { type Dice, integer, pick, seededDice } from "../harness/seeded.ts";

/** Everything that is decided by chance in one run; the same seed decides the same. */
export class Chance {
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = seededDice(seed);
  }

  fraction(): number {
    return this.#dice();
  }

  happens(probability: number): boolean {
    return probability > 0 && this.#dice() < probability;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#dice();
  }

  /** Both ends included. */
  integer(low: number, high: number): number {
    return integer(this.#dice, low, high);
  }

  pick<T>(values: readonly T[]): T {
    return pick(this.#dice, values);
  }

  /** One of the names, each as likely as its weight says. */
  weighted<N extends string>(weights: Readonly<Record<N, number>>): N {
    const names = Object.keys(weights) as N[];
    const total = names.reduce((sum, name) => sum + weights[name], 0);
    let left = this.#dice() * total;
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    return this.pick(names);
  }
}

/** Ids that ascend and say whose they are. */
export const simRandom = (chance: Chance, owner: string): Random & ClientRandom => {
  let ids = 0;
  return {
    fraction: () => chance.fraction(),
    bytes: (length) => Uint8Array.from({ length }, () => chance.integer(0, 255)),
    uuid: () => `${owner}-${String(++ids).padStart(6, "0")}`,
  };
};

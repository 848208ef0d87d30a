/** Numbers in [0, 1) that repeat for the same seed (mulberry32). */
export type Dice = () => number;

export const seededDice = (seed: number): Dice => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const pick = <T>(dice: Dice, values: readonly T[]): T => {
  const value = values[Math.floor(dice() * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
};

export const integer = (dice: Dice, from: number, to: number): number =>
  from + Math.floor(dice() * (to - from + 1));

/** The seed of this run: TEST_SEED repeats one that failed. */
export const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000);

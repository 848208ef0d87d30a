import { spyOnAppends } from "./append-spies.ts";
import type { Chance } from "./chance.ts";
import { CLIMATES } from "./climates.ts";
import type { Coverage } from "./coverage.ts";
import { spyOnDelivery } from "./delivery-spies.ts";
import type { Plan } from "./plan.ts";
import { judge } from "./verdict.ts";
import { World } from "./world.ts";

export interface Run {
  readonly seed: number;
  /** What went wrong, in words; empty when nothing did. */
  readonly problems: readonly string[];
  readonly coverage: Coverage;
  readonly events: number;
  /** Of all that clients did and saw: equal for equal runs. */
  readonly trace: () => string;
}

/** Lives one seed through. */
export const simulate = async (
  seed: number,
  plan: (chance: Chance) => Plan = CLIMATES.any,
): Promise<Run> => {
  const world = new World(seed, plan);
  const stop = [spyOnAppends(world.coverage), spyOnDelivery(world.coverage)];
  try {
    await world.live();
  } finally {
    for (const restore of stop) restore();
  }
  return {
    seed,
    problems: await judge(world),
    coverage: world.coverage,
    events: world.scheduler.events,
    trace: () => hashOf(JSON.stringify(world.observations)),
  };
};

/** FNV-1a. */
const hashOf = (text: string): string => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16);
};

import type { Coverage } from "./coverage.ts";
import type { Plan } from "./plan.ts";
import { spyOnStates } from "./spies.ts";
import { judge } from "./verdict.ts";
import { World } from "./world.ts";

export interface Run {
  readonly seed: number;
  /** What went wrong, in words; empty when nothing did. */
  readonly problems: readonly string[];
  readonly coverage: Coverage;
  readonly events: number;
  /** Of all that clients did and saw: equal for equal runs. */
  readonly trace: string;
}

/** Lives one seed through. */
export const simulate = async (seed: number, change?: (plan: Plan) => Plan): Promise<Run> => {
  const world = new World(seed, change);
  const restore = spyOnStates(world.coverage);
  try {
    await world.live();
  } finally {
    restore();
  }
  return {
    seed,
    problems: await judge(world),
    coverage: world.coverage,
    events: world.scheduler.events,
    trace: hashOf(JSON.stringify(world.observations)),
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

import { setTimeout as delay } from "node:timers/promises";
import type { PlannedFault } from "./plan.ts";
import type { Stage } from "./stage.ts";

export interface StormOutcome {
  /** How often each kind came, by its name. */
  readonly faults: ReadonlyMap<string, number>;
  /** What went otherwise than it must, such as a server that ended by itself. */
  readonly problems: readonly string[];
}

export interface StormOptions {
  readonly lengthMs: number;
  /** Hears of each fault as it begins. */
  readonly told: (line: string) => void;
  /** Ends it early; what has begun is undone first. */
  readonly signal: AbortSignal;
}

const targetOf = (stage: Stage, { kind, server }: PlannedFault): string =>
  kind.befalls === "database" ? kind.part : (stage.actors[server]?.name ?? "");

/** Lets the planned faults come when they are due, and resolves when the last of them has ended. */
export const storm = async (
  stage: Stage,
  plan: readonly PlannedFault[],
  { lengthMs, told, signal }: StormOptions,
): Promise<StormOutcome> => {
  const faults = new Map<string, number>();
  const problems: string[] = [];
  const lanes = new Map<string, Promise<void>>();
  const begun = performance.now();

  const strike = async (fault: PlannedFault): Promise<void> => {
    const { kind, server, forMs } = fault;
    const seconds = (performance.now() - begun) / 1_000;
    // One that waited for an earlier one for too long would be seen by nobody.
    if (seconds * 1_000 > lengthMs || signal.aborted) return;
    const target = targetOf(stage, fault);
    const time = `${seconds.toFixed(1).padStart(7)} s`;
    told(
      `${time}  ${kind.name.padEnd(30)} ${target.padEnd(8)} for ${(forMs / 1_000).toFixed(1)} s`,
    );
    faults.set(kind.name, (faults.get(kind.name) ?? 0) + 1);
    try {
      if (kind.befalls === "database") return await kind.strike(stage, forMs);
      const actor = stage.actors[server];
      if (actor !== undefined) await kind.strike(actor, forMs);
    } catch (error) {
      problems.push(`${kind.name}, ${target}: ${error instanceof Error ? error.message : error}`);
    }
  };

  const pauseUntil = (atMs: number): Promise<void> =>
    delay(Math.max(0, begun + atMs - performance.now()), undefined, { signal });
  try {
    for (const fault of plan) {
      await pauseUntil(fault.atMs);
      const lane = `${targetOf(stage, fault)} ${fault.kind.part}`;
      lanes.set(
        lane,
        (lanes.get(lane) ?? Promise.resolve()).then(() => strike(fault)),
      );
    }
    await pauseUntil(lengthMs);
  } finally {
    await Promise.all(lanes.values());
  }
  return { faults, problems };
};

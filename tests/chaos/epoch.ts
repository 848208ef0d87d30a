import type { Violation } from "../harness/checker/evidence.ts";
import type { Observation } from "../harness/history.ts";
import type { Identity } from "../harness/rest.ts";
import type { Dice } from "../harness/seeded.ts";
import { Crowd } from "./crowd.ts";
import { insist } from "./insist.ts";
import type { PlannedFault } from "./plan.ts";
import type { Stage } from "./stage.ts";
import { storm } from "./storm.ts";

export interface EpochOptions {
  readonly number: number;
  readonly lengthMs: number;
  readonly plan: readonly PlannedFault[];
  readonly accounts: readonly Identity[];
  readonly dice: Dice;
  readonly told: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface EpochOutcome {
  readonly faults: ReadonlyMap<string, number>;
  readonly acked: number;
  readonly retried: number;
  readonly reconnects: number;
  readonly longestOfflineMs: number;
  /** From the end of the last fault until all was answered and everyone was at the tip. */
  readonly recoveryMs: number;
  readonly violations: readonly Violation[];
  /** What went wrong that no client could see. */
  readonly problems: readonly string[];
  readonly observations: readonly Observation[];
}

/**
 * People come while all is well, talk while faults come and go, and fall silent; once all is well again, what they
 * saw is held against the store. Then their rooms are removed, so that the next epoch begins with as little as
 * this one did.
 */
export const runEpoch = async (stage: Stage, options: EpochOptions): Promise<EpochOutcome> => {
  const { number, plan, lengthMs, accounts, dice, told, signal } = options;
  const rest = stage.rest(number);
  let tries = 0;
  await using crowd = await insist("everyone comes", () => {
    const name = `${number}.${++tries}`;
    return Crowd.gather({ wsUrls: stage.wsUrls, rest, accounts, name, dice });
  });
  crowd.talk();
  const { faults, problems: unlike } = await storm(stage, plan, { lengthMs, told, signal });
  crowd.hush();

  const problems = [...unlike];
  const violations: Violation[] = [];
  const ended = performance.now();
  let recoveryMs = 0;
  try {
    await stage.healed();
    violations.push(...(await crowd.settle(rest)));
    recoveryMs = performance.now() - ended;
    await agreed(stage, crowd.users);
    if (violations.length === 0) await crowd.clear(rest);
  } catch (error) {
    problems.push(String(error));
  }
  const { acked, retried, reconnects, longestOfflineMs, observations } = crowd.ledger;
  const figures = { acked, retried, reconnects, longestOfflineMs, recoveryMs };
  return { faults, ...figures, violations, problems, observations };
};

/** Resolves when each server says that there are these servers and no users but these. */
const agreed = async (stage: Stage, users: number): Promise<void> => {
  const servers = stage.actors.length;
  await insist("all servers agree on who is there", async () => {
    for (const [index, { name }] of stage.actors.entries()) {
      const said = await stage.rest(index).ok<Stats>("GET", "/api/stats");
      if (said.online === users && said.servers === servers) continue;
      throw new Error(`${name} says ${JSON.stringify(said)}; there are ${users} users`);
    }
  });
};

interface Stats {
  readonly online: number;
  readonly servers: number;
}

import type { Observation } from "../harness/history.ts";
import { megabytesOf } from "../harness/memory.ts";
import { login, register } from "../harness/rest.ts";
import { seededDice } from "../harness/seeded.ts";
import { type EpochOutcome, runEpoch } from "./epoch.ts";
import { insist } from "./insist.ts";
import { Planner } from "./plan.ts";
import { type ChaosReport, Tally } from "./report.ts";
import { Stage } from "./stage.ts";

/** An access token lives for ten minutes, and what clients saw of an epoch is kept until it is checked. */
const EPOCH_MS = 90_000;
const NAMES = ["ada", "ben", "cleo", "dan"];

export interface ChaosOptions {
  readonly seed: number;
  /** How long it goes on, the checks in between included; the last check comes after. */
  readonly seconds: number;
  /** Hears of each fault, and of each epoch. */
  readonly told: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface ChaosOutcome {
  readonly report: ChaosReport;
  /** Where something went wrong: what the clients saw in that epoch, and the last lines of each server's log. */
  readonly evidence?: {
    readonly observations: readonly Observation[];
    readonly logs: Readonly<Record<string, readonly string[]>>;
  };
}

/**
 * Servers on all runtimes in a seeded storm, held against the store after each epoch, until the time is up or
 * something is wrong. The seed decides what befalls whom, when and for how long; how the processes take it differs from
 * run to run.
 */
export const chaos = async (options: ChaosOptions): Promise<ChaosOutcome> => {
  const { seed, seconds, told, signal = new AbortController().signal } = options;
  await using stage = await Stage.build();
  const planner = new Planner(seededDice(seed), stage.actors.length);
  const dice = seededDice(seed + 1);
  const tally = new Tally(seed, seconds);
  await Promise.all(NAMES.map((name) => register(stage.rest(0), name)));
  const sample = (): void => {
    for (const { name, server } of stage.actors) {
      tally.addMemory(name, server.pid, megabytesOf(server.pid));
    }
  };
  sample();

  const begun = performance.now();
  const elapsedMs = (): number => performance.now() - begun;
  for (let number = 1; elapsedMs() < seconds * 1_000; number += 1) {
    const lengthMs = Math.min(EPOCH_MS, seconds * 1_000 - elapsedMs());
    const spared = sparedIn(number, seconds * 1_000, stage.actors.length);
    const plan = planner.plan(lengthMs, spared);
    // Their tokens live for ten minutes.
    const signIn = () => Promise.all(NAMES.map((name) => login(stage.rest(number), name)));
    const accounts = await insist("everyone signs in", signIn);
    told(`epoch ${number}: ${plan.length} faults in ${Math.round(lengthMs / 1_000)} s`);
    const options = { number, lengthMs, plan, accounts, dice, told, signal };
    const epoch = await runEpoch(stage, options).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (epoch === undefined) break;
    tally.add(epoch);
    if (isBad(epoch)) {
      const logs = stage.actors.map(({ name, server }) => [name, server.logs.slice(-500)] as const);
      const evidence = { observations: epoch.observations, logs: Object.fromEntries(logs) };
      return { report: tally.report(elapsedMs()), evidence };
    }
    sample();
    told(`epoch ${number}: ${epoch.acked} messages acked, all as it must be`);
  }
  return { report: tally.report(elapsedMs()) };
};

const isBad = ({ violations, problems }: EpochOutcome): boolean =>
  violations.length + problems.length > 0;

/** In a long run each server's process is left to grow old for a third of it; all but its end still befalls it. */
const sparedIn = (epoch: number, lengthMs: number, servers: number): number | undefined => {
  const epochs = Math.ceil(lengthMs / EPOCH_MS / servers);
  return epochs < 3 ? undefined : Math.min(servers - 1, Math.floor((epoch - 1) / epochs));
};

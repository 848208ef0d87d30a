import type { Observation } from "../harness/history.ts";
import { megabytesOf } from "../harness/memory.ts";
import { type Identity, type Rest, register } from "../harness/rest.ts";
import { seededDice } from "../harness/seeded.ts";
import { type EpochOutcome, runEpoch } from "./epoch.ts";
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
  let accounts = await Promise.all(NAMES.map((name) => register(stage.rest(0), name)));

  const begun = performance.now();
  const elapsedMs = (): number => performance.now() - begun;
  for (let number = 1; elapsedMs() < seconds * 1_000; number += 1) {
    const lengthMs = Math.min(EPOCH_MS, seconds * 1_000 - elapsedMs());
    const spared = sparedAt(elapsedMs(), seconds * 1_000, stage.actors.length);
    const plan = planner.plan(lengthMs, spared);
    told(`epoch ${number}: ${plan.length} faults in ${Math.round(lengthMs / 1_000)} s`);
    const epoch = await runEpoch(stage, { number, lengthMs, plan, accounts, dice, told, signal });
    tally.add(epoch);
    if (isBad(epoch)) {
      const logs = stage.actors.map(({ name, server }) => [name, server.logs.slice(-500)] as const);
      const evidence = { observations: epoch.observations, logs: Object.fromEntries(logs) };
      return { report: tally.report(elapsedMs()), evidence };
    }
    for (const { name, server } of stage.actors) {
      tally.addMemory(name, server.pid, megabytesOf(server.pid));
    }
    told(`epoch ${number}: ${epoch.acked} messages acked, all as it must be`);
    accounts = await Promise.all(accounts.map((account) => renew(stage.rest(number), account)));
  }
  return { report: tally.report(elapsedMs()) };
};

const isBad = ({ violations, problems }: EpochOutcome): boolean =>
  violations.length + problems.length > 0;

/** In a long run each server's process is left to grow old for a share of the time: freezes, cuts and all else still befall it. */
const sparedAt = (elapsedMs: number, lengthMs: number, servers: number): number | undefined =>
  lengthMs < 3 * servers * EPOCH_MS ? undefined : Math.floor((elapsedMs / lengthMs) * servers);

interface Refreshed {
  readonly access_token: string;
}

const renew = async (rest: Rest, { user, cookie }: Identity): Promise<Identity> => {
  const answer = await rest.call<Refreshed>("POST", "/api/auth/refresh", { cookie });
  const [renewed] = answer.headers.getSetCookie();
  if (answer.status !== 200 || renewed === undefined) {
    throw new Error(`a refresh was answered ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return { user, token: answer.body.access_token, cookie: renewed.split(";")[0] ?? "" };
};

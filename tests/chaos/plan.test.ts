import { expect, test } from "vitest";
import { seededDice } from "../harness/seeded.ts";
import { FAULT_KINDS } from "./faults.ts";
import { type PlannedFault, Planner } from "./plan.ts";

const SERVERS = 3;
const LENGTH_MS = 90_000;

/** What befalls whom, when and for how long. */
const described = (plan: readonly PlannedFault[]): string[] =>
  plan.map(({ atMs, kind, server, forMs }) => `${atMs} ${kind.name} ${server} ${forMs}`);

const epochs = (seed: number, spared: number | undefined): PlannedFault[][] => {
  const planner = new Planner(seededDice(seed), SERVERS);
  return Array.from({ length: 10 }, () => planner.plan(LENGTH_MS, spared));
};

test("a seed decides all of it", () => {
  expect(epochs(7, undefined).map(described)).toEqual(epochs(7, undefined).map(described));
  expect(epochs(7, undefined).map(described)).not.toEqual(epochs(8, undefined).map(described));
});

test("all kinds come before one comes again, over the ends of epochs", () => {
  const dealt = epochs(1, undefined).flat();
  const rounds = Math.floor(dealt.length / FAULT_KINDS.length);
  expect(rounds).toBeGreaterThan(5);
  for (let round = 0; round < rounds; round++) {
    const begin = round * FAULT_KINDS.length;
    const deck = dealt.slice(begin, begin + FAULT_KINDS.length).map(({ kind }) => kind.name);
    expect(new Set(deck).size).toBe(FAULT_KINDS.length);
  }
});

test("the process of a server that is spared is not ended, and all else befalls it", () => {
  const spared = 1;
  const dealt = epochs(2, spared).flat();
  const befell = dealt.filter(({ kind, server }) => kind.befalls === "server" && server === spared);
  expect(befell.some(({ kind }) => kind.name === "SIGSTOP: server")).toBe(true);
  expect(befell.filter(({ kind }) => kind.befalls === "server" && kind.ends)).toEqual([]);
});

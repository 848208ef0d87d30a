import type { PeerName } from "./load/chat.ts";
import type { Figure, Goal, Measured, Scenario } from "./scenarios.ts";

/** One figure of one target, over all runs. */
export interface Row {
  readonly scenario: string;
  readonly title: string;
  readonly target: Measured;
  readonly figure: string;
  readonly digits: number;
  readonly values: readonly number[];
  readonly median: number;
  /** Of Socket.IO's median in the same run. */
  readonly ratio?: number;
  readonly ofCentrifugo?: number;
  readonly goal?: string;
  readonly met?: boolean;
}

/** What is reported of a scenario, whatever measures it. */
type Reported = Pick<Scenario, "name" | "title" | "figures">;

/** What each target answered, run by run. */
export type Measurements = ReadonlyMap<Measured, readonly Readonly<Record<string, number>>[]>;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (upper + lower) / 2;
};

const number = (value: number, digits: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const judge = (goal: Goal, value: number, ratio: number | undefined) => {
  const measured = goal.of === "ratio" ? ratio : value;
  const unit = goal.of === "ratio" ? " × Socket.IO" : "";
  const [sign, bound] = "atLeast" in goal ? ["≥", goal.atLeast] : ["≤", goal.atMost];
  const text = `${sign} ${number(bound, bound < 1 ? 3 : Number(bound % 1 !== 0))}${unit}`;
  if (measured === undefined || Number.isNaN(measured)) return { goal: text };
  return { goal: text, met: sign === "≥" ? measured >= bound : measured <= bound };
};

const rowOf = (
  scenario: Reported,
  target: Measured,
  { key, label, digits, goal }: Figure,
  measurements: Measurements,
): Row => {
  const valuesOf = (name: Measured) => (measurements.get(name) ?? []).map((m) => m[key] ?? NaN);
  const values = valuesOf(target);
  const own = median(values);
  const timesThatOf = (peer: PeerName): number | undefined => {
    const its = peer === target ? Number.NaN : median(valuesOf(peer));
    return Number.isNaN(its) ? undefined : own / its;
  };
  const ratio = timesThatOf("socket.io");
  const ofCentrifugo = timesThatOf("centrifugo");
  const wanted = goal?.[target];
  return {
    scenario: scenario.name,
    title: scenario.title,
    target,
    figure: label,
    digits,
    values,
    median: own,
    ...(ratio === undefined ? {} : { ratio }),
    ...(ofCentrifugo === undefined ? {} : { ofCentrifugo }),
    ...(wanted === undefined ? {} : judge(wanted, own, ratio)),
  };
};

/** Without rows of what a target has not and need not have: the peer knows no batches. */
export const rowsOf = (scenario: Reported, measurements: Measurements): Row[] =>
  scenario.figures
    .flatMap((figure) =>
      [...measurements.keys()].map((target) => rowOf(scenario, target, figure, measurements)),
    )
    .filter((row) => row.goal !== undefined || !Number.isNaN(row.median));

const verdict = ({ met, goal }: Row): string => {
  if (goal === undefined) return "";
  if (met === undefined) return "not measured";
  return met ? "met" : "MISSED";
};

const times = (ratio: number | undefined): string => (ratio === undefined ? "" : number(ratio, 2));

export const measuredText = ({ median: value, digits, ratio }: Row): string =>
  number(value, digits) + (ratio === undefined ? "" : ` (${times(ratio)} ×)`);

/** The head and a line for each row. */
export const tableOf = (rows: readonly Row[]): string[][] => {
  const besideCentrifugo = rows.some((row) => row.ofCentrifugo !== undefined);
  const line = (cells: readonly string[], ofCentrifugo: string, rest: readonly string[]) =>
    besideCentrifugo ? [...cells, ofCentrifugo, ...rest] : [...cells, ...rest];
  return [
    line(["figure", "server", "median", "× Socket.IO"], "× Centrifugo", ["goal", ""]),
    ...rows.map((row) =>
      line(
        [row.figure, row.target, number(row.median, row.digits), times(row.ratio)],
        times(row.ofCentrifugo),
        [row.goal ?? "", verdict(row)],
      ),
    ),
  ];
};

export const printTable = (scenario: Reported, rows: readonly Row[]): void => {
  const table = tableOf(rows);
  const widths = (table[0] ?? []).map((_, i) =>
    Math.max(...table.map((line) => line[i]?.length ?? 0)),
  );
  console.log(`\n${scenario.name}: ${scenario.title}`);
  for (const line of table) {
    console.log(`  ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd());
  }
};

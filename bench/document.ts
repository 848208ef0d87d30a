import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tests/harness/runtime-command.ts";
import type { Machine } from "./machine.ts";
import { COLUMNS, cells, type Row } from "./report.ts";

export interface Report {
  readonly at: string;
  readonly runs: number;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

const INTRODUCTION = `# Benchmarks

Made by \`npm run bench -- --document\`. Server and load generator share one machine, so the numbers are
no records: what counts are the ratios, which come from one run each. Medians of several runs.

How it is measured: the server runs as \`npm start\` runs it, with logs and metrics on and
\`RATE_LIMITS=off\` (one row has the limits on, set too high to refuse). The load generator is a process
of its own that speaks WebSocket over plain TCP and counts messages in frames without parsing them;
one socket in fifty parses everything and follows the seqs, and after each run every acked message must
have reached every member of its room exactly once, or the run fails. Socket.IO runs on Node over
WebSocket alone, relays messages of the same shape, and stores nothing. CPU is the server's
user and system time from /proc, all threads. Clients are guests: each socket is a user of its own.
Centrifugo is not measured: its Go module could not be had where this ran.
`;

const table = (rows: readonly Row[]): string =>
  [
    `| ${COLUMNS.join(" | ")} |`,
    `|${COLUMNS.map(() => "---").join("|")}|`,
    ...rows.map((row) => `| ${cells(row).join(" | ")} |`),
  ].join("\n");

const missed = (rows: readonly Row[]): string => {
  const misses = rows.filter((row) => row.met === false);
  if (misses.length === 0) return "Every goal is met.";
  const lines = misses.map((row) => {
    const [figure, target, value, ratio, goal] = cells(row);
    const measured = ratio === "" ? value : `${value} (${ratio} ×)`;
    return `- ${row.scenario}, ${target}: ${figure} ${measured}, goal ${goal}`;
  });
  return `Goals that are not met:\n\n${lines.join("\n")}`;
};

/** docs/benchmarks.md, whole, from one report. */
export const writeDocument = ({ at, runs, machine, rows }: Report): void => {
  const runtimes = Object.entries(machine.runtimes).map(([name, version]) => `${name} ${version}`);
  const host = `${machine.cores} cores (${machine.cpu}), ${machine.memoryGigabytes} GB, ${machine.os}`;
  const parts = [
    INTRODUCTION,
    `${at.slice(0, 10)}, ${host}; ${runtimes.join(", ")}; medians of ${runs}.\n`,
    `${missed(rows)}\n`,
    ...[...Map.groupBy(rows, (row) => row.scenario)].map(
      ([name, group]) => `## ${name}\n\n${group[0]?.title}.\n\n${table(group)}\n`,
    ),
  ];
  mkdirSync(join(ROOT, "docs"), { recursive: true });
  writeFileSync(join(ROOT, "docs/benchmarks.md"), parts.join("\n"));
};

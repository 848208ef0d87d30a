import type { ChaosReport } from "./report.ts";

type Line = readonly [figure: string, value: string];

const number = (value: number): string => value.toLocaleString("en-US");
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const linesOf = (report: ChaosReport): Line[] => {
  const faults = Object.values(report.faults).reduce((sum, count) => sum + count, 0);
  const { lost, doubled, reordered, "otherwise wrong": other } = report.wrong;
  return [
    ["seed", String(report.seed)],
    ["time, checks included", `${number(report.tookSeconds)} s in ${report.epochs} epochs`],
    ["faults", number(faults)],
    ["messages acked", number(report.acked)],
    ["sent again, their fate unknown", number(report.retried)],
    ["reconnects", number(report.reconnects)],
    ["longest time a client was offline", seconds(report.longestOfflineMs)],
    ["longest time until all was well again", seconds(report.longestRecoveryMs)],
    ["lost / doubled / reordered", `${lost} / ${doubled} / ${reordered}`],
    ["otherwise wrong", number(other + report.problems.length)],
  ];
};

const memoryLines = ({ memory }: ChaosReport): Line[] =>
  memory.map(({ server, start, end, highest, oldest }) => {
    const all = `${start} MB at first, ${end} MB at last, ${highest} MB at most`;
    const aged = `; the oldest process ${oldest.first} → ${oldest.last} MB over ${oldest.epochs} epochs`;
    return [`RSS of ${server}`, oldest.epochs === 0 ? all : all + aged];
  });

/** For the terminal. */
export const textOf = (report: ChaosReport): string => {
  const faults = Object.entries(report.faults).map(([name, count]): Line => [name, number(count)]);
  const lines = [...faults, ...linesOf(report), ...memoryLines(report)];
  const width = Math.max(...lines.map(([figure]) => figure.length));
  const wrongs = [
    ...report.violations.map((v) => `epoch ${v.epoch}: ${v.invariant}: ${v.detail}`),
    ...report.problems,
  ].map((wrong) => `WRONG (seed ${report.seed}): ${wrong}`);
  return [...lines.map(([figure, value]) => `${figure.padEnd(width)}  ${value}`), ...wrongs].join(
    "\n",
  );
};

const table = (head: Line, lines: readonly Line[]): string =>
  [head, ["---", "---"], ...lines].map((line) => `| ${line.join(" | ")} |`).join("\n");

/** For docs/reliability.md. */
export const markdownOf = (report: ChaosReport): string => {
  const faults = Object.entries(report.faults).map(([name, count]): Line => [name, number(count)]);
  return [
    `\`npm run test:chaos -- --seed ${report.seed} --seconds ${report.seconds}\`, ${report.startedAt.slice(0, 10)}:`,
    table(["figure", ""], [...linesOf(report), ...memoryLines(report)]),
    table(["fault", "times"], faults),
  ].join("\n\n");
};

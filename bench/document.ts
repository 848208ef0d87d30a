import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tests/harness/runtime-command.ts";
import type { Machine } from "./machine.ts";
import { measuredText, type Row, tableOf } from "./report.ts";

export type SectionName = "embedded" | "cluster" | "ui" | "admin";

export interface Report {
  readonly at: string;
  readonly runs: number;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

const FILE = join(ROOT, "docs/benchmarks.md");

const INTRODUCTION = `# Benchmarks

Made by \`npm run bench -- --document\`, \`npm run bench -- cluster --document\`,
\`npm run bench -- ui --document\` and \`npm run bench -- admin --document\`, each its own part. Servers
and load generator share one machine, so the numbers are no records: what counts are the ratios, which come
from one run each.

How it is measured: the server runs as \`npm start\` runs it, with logs and metrics on and
\`RATE_LIMITS=off\` (one row has the limits on, set too high to refuse). The load generator is a process
of its own that speaks WebSocket over plain TCP and counts messages in frames without parsing them;
one socket in fifty parses everything and follows the seqs, and after each run every acked message must
have reached every member of its room exactly once, or the run fails. Socket.IO runs on Node over
WebSocket alone and relays messages of the same shape. CPU is user and system time from /proc, all threads.
Clients are guests: each socket is a user of its own.
Centrifugo (6.9.1, \`go install\`ed; left out where there is none) has everything in its memory, numbers the last
100 messages of a room, and relays what its clients send, which is made as long as our messages are.
`;

const TITLES: Readonly<Record<SectionName, string>> = {
  embedded: `## One server with its own storage

Socket.IO stores nothing here. CPU is the server's.
What durable throughput waits for, and what was tried: [ADR 7](adr/0007-sqlite-one-writer-and-a-worker.md).
`,
  cluster: `## Servers on MongoDB and Redis

A replica set of one member, its journal on a disk, and one Redis; "cluster" is a Node, a Bun and a Deno server,
over which the sockets of each room are spread, the other rows are one server. Socket.IO is one server with
@socket.io/redis-adapter that inserts each message (\`w: "majority", j: true\`, no index but \`_id\`) before it
relays and acks it. CPU is that of servers, mongod and redis-server together.
How the machine decides the ratios: [ADR 13](adr/0013-mongodb-ordered-inserts-and-what-is-derived.md).
`,
  ui: `## The chat app

The production build, served by a Node server, in a headless Chromium without a GPU; server, browser and those who
write share the machine. Each scenario has a server and a browser of its own. The first load and interactions are those of
a page that Playwright does not look into, which would take a part of its time (bench/ui/bare-page.ts).
`,
  admin: `## The dashboard

Under "a crowd", chromium is a headless one without a GPU that shows the production build of a server of three; browser,
crowd, servers, mongod and redis-server are processes of their own that share the machine. Main thread is CPU time, a long
task is wall time, with whatever came in between; MB of heap is what a full collection leaves.

Elsewhere CPU is that of one server that has nothing else to do, as the scheduler counted it. What statistics alone cost is
everywhere the time that a server's event loop was at them, by its own count
(\`crosstalk_statistics{what="busy_seconds_total"}\`).
`,
};

const table = (rows: readonly Row[]): string => {
  const [head = [], ...lines] = tableOf(rows);
  return [head, head.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
};

const missed = (rows: readonly Row[]): string => {
  const misses = rows.filter((row) => row.met === false);
  if (misses.length === 0) return "Every goal is met.";
  const lines = misses.map(
    (row) =>
      `- ${row.scenario}, ${row.target}: ${row.figure} ${measuredText(row)}, goal ${row.goal}`,
  );
  return `Goals that are not met:\n\n${lines.join("\n")}`;
};

const bodyOf = (section: SectionName, { at, runs, machine, rows }: Report): string => {
  const runtimes = Object.entries(machine.runtimes).map(([name, version]) => `${name} ${version}`);
  const host = `${machine.cores} cores (${machine.cpu}), ${machine.memoryGigabytes} GB, ${machine.os}`;
  const how = runs === 1 ? "single runs" : `medians of ${runs}`;
  const parts = [
    TITLES[section],
    `${at.slice(0, 10)}, ${host}; ${runtimes.join(", ")}; ${how}.\n`,
    `${missed(rows)}\n`,
    ...[...Map.groupBy(rows, (row) => row.scenario)].map(
      ([name, group]) => `### ${name}\n\n${group[0]?.title}.\n\n${table(group)}\n`,
    ),
  ];
  return parts.join("\n");
};

const begin = (section: SectionName): string => `<!-- begin ${section} -->\n`;
const end = (section: SectionName): string => `<!-- end ${section} -->\n`;

/** A part of the document as it stands; undefined where there is none. */
const standing = (document: string, section: SectionName): string | undefined => {
  const from = document.indexOf(begin(section));
  const to = document.indexOf(end(section));
  return from < 0 || to < from ? undefined : document.slice(from + begin(section).length, to);
};

/** Writes one part of docs/benchmarks.md; the other stays as it is. */
export const writeDocument = (section: SectionName, report: Report): void => {
  mkdirSync(join(ROOT, "docs"), { recursive: true });
  let document = "";
  try {
    document = readFileSync(FILE, "utf8");
  } catch {
    // The first part that is written.
  }
  const parts = (["embedded", "cluster", "ui", "admin"] as const).flatMap((name) => {
    const body = name === section ? bodyOf(name, report) : standing(document, name);
    return body === undefined ? [] : [begin(name) + body + end(name)];
  });
  writeFileSync(FILE, [INTRODUCTION, ...parts].join("\n"));
};

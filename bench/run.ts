import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ROOT, RUNTIMES } from "../tests/harness/runtime-command.ts";
import { ADMIN_SCENARIOS } from "./admin-scenarios.ts";
import { CLUSTER_SCENARIOS } from "./cluster-scenarios.ts";
import { startClustered } from "./cluster-targets.ts";
import { type Report, type SectionName, writeDocument } from "./document.ts";
import type { Job } from "./load/main.ts";
import { describeMachine } from "./machine.ts";
import { age, maintain } from "./maintenance.ts";
import { keepToOtherCores, onLastCore } from "./own-cores.ts";
import { hasCentrifugo } from "./peers/centrifugo.ts";
import { type Measurements, printTable, type Row, rowsOf } from "./report.ts";
import { EMBEDDED_SCENARIOS, type Measured, type Scenario } from "./scenarios.ts";
import {
  isPeer,
  type RunningTarget,
  startEmbedded,
  startPeer,
  type TargetName,
} from "./targets.ts";
import type { UiJob, UiResult } from "./ui/measures.ts";
import { UI_SCENARIOS, type UiScenario } from "./ui-scenarios.ts";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const SECTIONS = {
  embedded: EMBEDDED_SCENARIOS,
  cluster: CLUSTER_SCENARIOS,
  ui: UI_SCENARIOS,
  admin: ADMIN_SCENARIOS,
} as const;
const groupsOf = (scenarios: readonly { readonly group: string }[]): string =>
  [...new Set(scenarios.map((s) => s.group))].join(", ");
const USAGE = `npm run bench -- [embedded|cluster|ui|admin] [options]
  --runtime node|bun|deno|cluster which of ours (default: all)
  --only GROUP                  embedded: ${groupsOf(EMBEDDED_SCENARIOS)}
                                cluster: ${groupsOf(CLUSTER_SCENARIOS)}
                                ui: ${groupsOf(UI_SCENARIOS)}
                                admin: ${groupsOf(ADMIN_SCENARIOS)}
  --runs N                      medians of so many (default: 3)
  --watch SECONDS               how long the dashboard is watched (default: 300)
  --no-peer                     leave Socket.IO and Centrifugo out
  --document                    write that part of docs/benchmarks.md
  --profile                     have Node write CPU profiles to bench/results/
Centrifugo is measured where it is found: as $CENTRIFUGO, or in the PATH after
go install github.com/centrifugal/centrifugo/v6@v6.9.1`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runtime: { type: "string", default: "all" },
    only: { type: "string" },
    runs: { type: "string", default: "3" },
    watch: { type: "string", default: "300" },
    "no-peer": { type: "boolean", default: false },
    document: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const isChosen = (name: TargetName): boolean =>
  isPeer(name) ? !options["no-peer"] : options.runtime === "all" || options.runtime === name;
const [section = "embedded"] = positionals;
const isSection = (name: string): name is SectionName => name in SECTIONS;
const known: readonly (Scenario | UiScenario)[] = isSection(section) ? SECTIONS[section] : [];
const scenarios = known.filter((s) => options.only === undefined || s.group === options.only);
const runs = Number(options.runs);
const watchMs = Number(options.watch) * 1_000;
if (options.help || scenarios.length === 0 || !(runs > 0) || !(watchMs > 0)) {
  console.log(USAGE);
  process.exit(options.help ? 0 : 2);
}

/** Runs a command to its end; what it prints to stdout is the answer. */
const outputOf = async (command: string, args: readonly string[], cwd: string): Promise<string> => {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", resolve);
  const code = await promise;
  if (code === 0) return output;
  throw new Error(`${command} ${args[0]} ended with ${code}`);
};

/** The load generator is a process of its own: its CPU time must not pass for the server's. */
const generate = async (job: Job, ownCore = false): Promise<Record<string, number>> => {
  const plain = [process.execPath, ["load/main.ts", JSON.stringify(job)]] as const;
  const [command, args] = ownCore ? onLastCore(...plain) : plain;
  const output = await outputOf(command, args, HERE);
  return JSON.parse(output) as Record<string, number>;
};

/** Past retention, for the scenario that runs it. */
const OLD_MESSAGES = 100_000;

const flags = options.profile
  ? ["--cpu-prof", `--cpu-prof-dir=${join(HERE, "results/profiles")}`]
  : [];

const start = (name: TargetName, scenario: Scenario): Promise<RunningTarget> => {
  if (scenario.targets !== undefined || name === "cluster") return startClustered(name, flags);
  if (isPeer(name)) return startPeer(name);
  return startEmbedded(name, scenario, name === "node" ? flags : []);
};

const measure = async (name: TargetName, scenario: Scenario): Promise<Record<string, number>> => {
  await using running = await start(name, scenario);
  const [server] = running.servers;
  if (scenario.maintenance === true && server !== undefined) {
    const load = { name: "fill", messages: OLD_MESSAGES } as const;
    await generate({ target: running.target, load });
    await age(server);
  }
  const job = { target: running.target, load: scenario.load };
  const upkeep =
    scenario.maintenance === true && server !== undefined ? maintain(server) : undefined;
  if (scenario.ownCores === true) keepToOtherCores(job.target.servers.map(({ pid }) => pid));
  const loaded = generate(job, scenario.ownCores).finally(() => upkeep?.stop());
  // Both have ended before the server does, also when one fails.
  await Promise.allSettled([loaded, upkeep?.done]);
  const result = await loaded;
  const backups = await upkeep?.done;
  // A profile is written when the process ends by itself.
  if (options.profile) await Promise.all(running.servers.map((s) => s.signal("SIGTERM")));
  return { ...result, ...backups };
};

/** Each run in a browser and on servers of its own. */
const measureUi = async ({ name, measure, once }: UiScenario): Promise<Measurements> => {
  const measurements = new Map<Measured, Readonly<Record<string, number>>[]>([["chromium", []]]);
  const job: UiJob = { measure, watchMs };
  for (let run = 0; run < (once === true ? 1 : runs); run++) {
    try {
      const output = await outputOf(process.execPath, ["ui/main.ts", JSON.stringify(job)], HERE);
      const { chromium, cluster } = JSON.parse(output) as UiResult;
      measurements.get("chromium")?.push(chromium);
      if (cluster === undefined) continue;
      measurements.set("cluster", [...(measurements.get("cluster") ?? []), cluster]);
    } catch (error) {
      console.error(`${name}: ${String(error)}`);
      process.exitCode = 1;
    }
  }
  return measurements;
};

const measureServers = async (scenario: Scenario): Promise<Measurements> => {
  const ours: readonly TargetName[] = scenario.targets ?? RUNTIMES;
  const peers = scenario.peers.filter((peer) => peer !== "centrifugo" || hasCentrifugo());
  const targets = [...peers, ...ours].filter(isChosen);
  const measurements = new Map<TargetName, Record<string, number>[]>(targets.map((t) => [t, []]));
  for (let run = 0; run < runs; run++) {
    for (const target of targets) {
      const result = await measure(target, scenario).catch((error: unknown) => {
        console.error(`${scenario.name} on ${target}: ${String(error)}`);
        process.exitCode = 1;
      });
      if (result !== undefined) measurements.get(target)?.push(result);
    }
  }
  return measurements;
};

if (scenarios.some((scenario) => "measure" in scenario)) {
  await outputOf(process.execPath, ["scripts/build.ts", "--if-stale"], ROOT);
} else if (
  section !== "admin" &&
  !options["no-peer"] &&
  !existsSync(join(HERE, "node_modules/@socket.io/redis-adapter"))
) {
  await outputOf("npm", ["ci", "--no-audit", "--no-fund"], HERE);
}
const rows: Row[] = [];
for (const scenario of scenarios) {
  const measured = rowsOf(
    scenario,
    await ("measure" in scenario ? measureUi(scenario) : measureServers(scenario)),
  );
  printTable(scenario, measured);
  rows.push(...measured);
}
const report = { at: new Date().toISOString(), runs, machine: describeMachine(), rows };
const results = join(HERE, "results");
mkdirSync(results, { recursive: true });
const keep = (file: string, content: object): void => {
  writeFileSync(join(results, file), `${JSON.stringify(content, null, 2)}\n`);
};
const name = `${report.at.slice(0, 19).replaceAll(":", "")}-${section}-${options.only ?? "all"}.json`;
keep(name, report);
if (options.document) {
  const file = `document-${section}.json`;
  // Scenarios that were not run now stay as they were documented.
  const before = existsSync(join(results, file))
    ? (JSON.parse(readFileSync(join(results, file), "utf8")) as Report).rows
    : [];
  const all = known.flatMap((scenario) =>
    (scenarios.includes(scenario) ? rows : before).filter(
      (r) => r.scenario === scenario.name && Number.isFinite(r.median),
    ),
  );
  const documented = { ...report, rows: all };
  keep(file, documented);
  if (isSection(section)) writeDocument(section, documented);
}
const missed = rows.filter((row) => row.met === false);
console.log(`\n${rows.filter((r) => r.met).length} goals met, ${missed.length} missed`);
console.log(`bench/results/${name}`);

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { pinnedPath } from "../harness/runtime-command.ts";
import { redisCases } from "./redis-cases.ts";

interface Result {
  readonly name: string;
  readonly failure?: string;
}

const RUNTIMES = {
  Node: ["node"],
  Bun: ["bun"],
  Deno: ["deno", "run", "-A"],
} as const;
type Runtime = keyof typeof RUNTIMES;

const runCases = async (runtime: Runtime): Promise<Map<string, Result>> => {
  const results = new Map<string, Result>();
  const [program, ...flags] = RUNTIMES[runtime];
  const file = fileURLToPath(new URL("run-redis-on-runtime.ts", import.meta.url));
  const child = spawn(program, [...flags, file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PATH: pinnedPath() },
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const result = JSON.parse(line) as Result;
    results.set(result.name, result);
  }
  return results;
};

const runs = new Map<Runtime, Map<string, Result>>();

beforeAll(async () => {
  // Side by side: most of the time they wait for a lease to end or a connection to be given up.
  await Promise.all(
    Object.keys(RUNTIMES).map(async (name) => {
      const runtime = name as Runtime;
      runs.set(runtime, await runCases(runtime));
    }),
  );
}, 600_000);

describe.each(Object.keys(RUNTIMES) as Runtime[])("Redis adapters on %s", (runtime) => {
  test.each(redisCases.map(({ name }) => name))("%s", (name) => {
    const result = runs.get(runtime)?.get(name);
    expect(result, "it was not run").toBeDefined();
    expect(result?.failure).toBeUndefined();
  });
});

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

const RUNTIMES = [
  { runtime: "Node", command: ["node"] },
  { runtime: "Bun", command: ["bun"] },
  { runtime: "Deno", command: ["deno", "run", "-A"] },
] as const;

/** On one runtime after another: each runs the cases that wait beside each other. */
describe.each(RUNTIMES)("Redis adapters on $runtime", ({ command: [program, ...flags] }) => {
  const results = new Map<string, Result>();

  beforeAll(async () => {
    const file = fileURLToPath(new URL("run-redis-on-runtime.ts", import.meta.url));
    const child = spawn(program, [...flags, file], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, PATH: pinnedPath() },
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const result = JSON.parse(line) as Result;
      results.set(result.name, result);
    }
  }, 300_000);

  test.each(redisCases.map(({ name }) => name))("%s", (name) => {
    expect(results.get(name), "it was not run").toBeDefined();
    expect(results.get(name)?.failure).toBeUndefined();
  });
});

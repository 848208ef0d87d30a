import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { pinnedPath } from "../harness/runtime-command.ts";
import { sqliteCases } from "./sqlite-cases.ts";
import { openSqliteTarget } from "./sqlite-target.ts";
import { storeContract } from "./store.ts";

const cases = [...storeContract(openSqliteTarget), ...sqliteCases];

describe("SQLite store on Node", () => {
  for (const { name, run } of cases) {
    test(name, run);
  }
});

interface Result {
  readonly name: string;
  readonly failure?: string;
}

const RUNTIMES = [
  { runtime: "Bun", command: ["bun"] },
  { runtime: "Deno", command: ["deno", "run", "-A"] },
] as const;

describe.each(RUNTIMES)("SQLite store on $runtime", ({ command: [program, ...flags] }) => {
  const results = new Map<string, Result>();

  beforeAll(async () => {
    const file = fileURLToPath(new URL("run-on-runtime.ts", import.meta.url));
    const child = spawn(program, [...flags, file], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, PATH: pinnedPath() },
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const result = JSON.parse(line) as Result;
      results.set(result.name, result);
    }
  }, 300_000);

  for (const { name } of cases) {
    test(name, () => {
      expect(results.get(name), "it was not run").toBeDefined();
      expect(results.get(name)?.failure).toBeUndefined();
    });
  }
});

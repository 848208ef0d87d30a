import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { pinnedPath } from "../harness/runtime-command.ts";

export interface NamedCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

interface Result {
  readonly name: string;
  readonly failure?: string;
}

const RUNTIMES = [
  { runtime: "Bun", command: ["bun"] },
  { runtime: "Deno", command: ["deno", "run", "-A"] },
] as const;

const LONGEST_MS = 600_000;
const SAID = 2_000;

/** The same cases on Bun and on Deno: `file` hands them to `reportCases`. */
export const describeOnOthers = (
  what: string,
  file: URL,
  cases: readonly NamedCase[],
  env: () => Readonly<Record<string, string>> = () => ({}),
): void => {
  describe.each(RUNTIMES)(`${what} on $runtime`, ({ command: [program, ...flags] }) => {
    const results = new Map<string, Result>();
    /** How the runtime ended, and the last that it said. */
    let end = "";

    const runCases = async (): Promise<void> => {
      const child = spawn(program, [...flags, fileURLToPath(file)], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, PATH: pinnedPath(), ...env() },
      });
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-SAID);
      });
      const ended = once(child, "close");
      for await (const line of createInterface({ input: child.stdout })) {
        const result = JSON.parse(line) as Result;
        results.set(result.name, result);
      }
      const [code, signal] = await ended;
      end = `ended with ${code ?? signal}: ${said}`;
    };

    beforeAll(runCases, LONGEST_MS);

    for (const { name } of cases) {
      test(name, () => {
        expect(results.get(name), `it was not run; ${end}`).toBeDefined();
        expect(results.get(name)?.failure).toBeUndefined();
      });
    }
  });
};

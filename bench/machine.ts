import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { pinnedPath, RUNTIMES } from "../tests/harness/runtime-command.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly os: string;
  readonly runtimes: Readonly<Record<string, string>>;
}

export const describeMachine = (): Machine => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  os: `${type()} ${release()}`,
  runtimes: Object.fromEntries(
    RUNTIMES.map((runtime) => {
      const env = { ...process.env, PATH: pinnedPath() };
      const version = execFileSync(runtime, ["--version"], { env, encoding: "utf8" });
      return [runtime, /\d+\.\d+\.\d+/.exec(version)?.[0] ?? version.trim()];
    }),
  ),
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { pinnedPath, ROOT, serverCommand } from "./runtime-command.ts";

export interface FailedStart {
  readonly code: number | null;
  /** On stderr. */
  readonly said: string;
}

/** Starts a server that is not to start, and answers what it says. */
export const failedStart = async (
  runtime: RuntimeName,
  env: Readonly<Record<string, string>>,
): Promise<FailedStart> => {
  const [command = "", ...args] = serverCommand(runtime);
  const dataDir = await mkdtemp(join(tmpdir(), "crosstalk-start-"));
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      HOME: process.env["HOME"],
      PATH: pinnedPath(),
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: dataDir,
      ...env,
    },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
};

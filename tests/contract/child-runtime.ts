import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Runs a file of this folder in another process of the runtime that runs this one. */
export const spawnSame = (
  file: string,
  ...args: readonly string[]
): ChildProcessByStdio<null, Readable, null> => {
  const flags = "deno" in process.versions ? ["run", "-A"] : [];
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn(process.execPath, [...flags, path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
};

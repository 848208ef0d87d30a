import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const find = (program: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

const PACKAGES = "apt-get";

const install = (): void => {
  if (process.getuid?.() !== 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const apt = (...args: string[]) => execFileSync(PACKAGES, args, { env, stdio: "ignore" });
  try {
    apt("update", "-q");
    apt("install", "-qy", "--no-install-recommends", "redis-server");
  } catch {
    // No Debian, or no network: what is missing is said below.
  }
};

/** A program of Redis: from PATH, else from Debian's package. */
export const redisBinary = (program: "redis-server" | "redis-cli"): string => {
  let path = find(program);
  if (path === undefined) {
    install();
    path = find(program);
  }
  if (path === undefined) {
    throw new Error(`No ${program} on PATH: install Redis 7, for example apt install redis-server`);
  }
  return path;
};

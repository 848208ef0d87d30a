import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import type { Climate } from "./climates.ts";
import type { Mutation } from "./mutations.ts";

const HOME = fileURLToPath(new URL("../..", import.meta.url));
const COPIED = ["package.json", "src", "tests/sim", "tests/harness"];

/** A copy of the product and of the simulation, to be broken and run. */
export class MutantHouse implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async build(): Promise<MutantHouse> {
    const folder = await mkdtemp(join(tmpdir(), "crosstalk-mutant-"));
    for (const path of COPIED) await cp(join(HOME, path), join(folder, path), { recursive: true });
    await symlink(join(HOME, "node_modules"), join(folder, "node_modules"));
    return new MutantHouse(folder);
  }

  /** What the simulation said of it within `seeds`; an empty text when it saw nothing wrong. */
  async objections(mutation: Mutation, seeds: number): Promise<string> {
    const { file, before, after, climate = "any" } = mutation;
    const path = join(this.#folder, "src", file);
    const source = await readFile(path, "utf8");
    if (source.split(before).length !== 2) throw new Error(`${file} has no single "${before}"`);
    await writeFile(
      path,
      source.replace(before, () => after),
    );
    try {
      return await this.#run(seeds, climate);
    } finally {
      await writeFile(path, source);
    }
  }

  #run(seeds: number, climate: Climate): Promise<string> {
    const args = ["tests/sim/run.ts", "--seeds", String(seeds), "--climate", climate];
    const options = { cwd: this.#folder, maxBuffer: 1 << 26 };
    return new Promise((resolve, reject) => {
      execFile(execPath, args, options, (error, stdout, stderr) => {
        if (error === null) resolve("");
        // One that can't even run proves nothing.
        else if (stdout.startsWith("CROSSTALK_SEED=")) resolve(stdout);
        else reject(new Error(`the mutant does not run: ${stderr || stdout}`));
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

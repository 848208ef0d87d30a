import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { pinnedPath, ROOT } from "./runtime-command.ts";

/** Before any of the server's own modules: what it and its libraries see is a machine whose clock is off. */
const skewing = (ms: number): string => `
const skewed = (machine) => machine.now() + ${ms};
globalThis.Date = new Proxy(Date, {
  construct: (machine, args, type) =>
    Reflect.construct(machine, args.length === 0 ? [skewed(machine)] : args, type),
  apply: (machine) => new machine(skewed(machine)).toString(),
  get: (machine, key) => (key === "now" ? () => skewed(machine) : Reflect.get(machine, key)),
});
`;

/** What comes before the arguments of each. */
const FLAGS: Readonly<Record<RuntimeName, string>> = {
  node: "--import",
  bun: "--preload",
  deno: "run --preload",
};

/** Runtimes that start as always, with the clock of the machine off by so many milliseconds. */
export class SkewedClock implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "crosstalk-clock-"));

  constructor(ms: number) {
    const preload = join(this.#folder, "skew.mjs");
    writeFileSync(preload, skewing(ms));
    for (const [runtime, flag] of Object.entries(FLAGS)) {
      const command = `exec ${join(ROOT, "node_modules/.bin", runtime)} ${flag} ${preload} "$@"`;
      // Its arguments begin with the subcommand.
      const lines = ["#!/bin/sh", ...(runtime === "deno" ? ["shift"] : []), command, ""];
      writeFileSync(join(this.#folder, runtime), lines.join("\n"), { mode: 0o755 });
    }
  }

  /** The PATH on which these runtimes come first. */
  get path(): string {
    return `${this.#folder}${delimiter}${pinnedPath()}`;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

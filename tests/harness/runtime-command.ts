import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RuntimeName } from "../../src/protocol/primitives.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const RUNTIMES: readonly RuntimeName[] = ["node", "bun", "deno"];

const SCRIPTS: Record<RuntimeName, string> = {
  node: "start",
  bun: "start:bun",
  deno: "start:deno",
};

/** The environment in which `npm run` starts scripts: the pinned runtimes come first. */
export const pinnedPath = (): string =>
  `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`;

/**
 * What `npm start` and its siblings end in, flags included: read from package.json, so that tests
 * and bench run the server exactly as shipped.
 */
export const serverCommand = (runtime: RuntimeName): string[] => {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { scripts } = manifest as { scripts?: Record<string, string> };
  const script = scripts?.[SCRIPTS[runtime]];
  const command = script?.split("exec ").at(-1)?.trim().split(/\s+/);
  if (script?.includes("exec ") !== true || command === undefined) {
    throw new Error(`package.json: the script "${SCRIPTS[runtime]}" must end in exec …`);
  }
  return command;
};

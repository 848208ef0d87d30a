import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SETTINGS } from "../../src/config-values.ts";

const script = readFileSync(join(import.meta.dirname, "../../scripts/start-deno.sh"), "utf8");

test("Deno may read every setting, and would silently miss one that is not listed", () => {
  const [, names = ""] = script.match(/--allow-env=(\S+)/) ?? [];
  expect(names.split(",").sort()).toEqual([...Object.keys(SETTINGS), "NODE_ENV"].sort());
});

test("Deno is given no permission without bounds but the network", () => {
  const unbounded = script.match(/--allow-[a-z]+(?=\s)/g);
  expect(unbounded).toEqual(["--allow-net"]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { long, times } from "../harness/long.ts";
import { ROOT } from "../harness/runtime-command.ts";
import { CLUSTER_MUTATIONS } from "./cluster-mutations.ts";
import { MutantHouse } from "./mutant.ts";
import { MUTATIONS } from "./mutations.ts";

const SEEDS = times(300, 2_000);

/** Nothing is changed: what it says of the others is owed to the change alone. */
const NONE = { name: "none", file: "realtime/lane.ts", before: "class Lane", after: "class Lane" };

test("what each mutation changes stands in its file, once", () => {
  for (const { name, file, before } of [...MUTATIONS, ...CLUSTER_MUTATIONS]) {
    const text = readFileSync(join(ROOT, "src", file), "utf8");
    expect.soft(text.split(before), name).toHaveLength(2);
  }
});

test("the simulation has nothing against the product as it is", async () => {
  await using house = await MutantHouse.build();
  expect(await house.objections(NONE, SEEDS / 10)).toBe("");
});

describe("the simulation objects to", () => {
  for (const mutation of [...MUTATIONS, ...CLUSTER_MUTATIONS].filter(
    ({ always }) => long || always === true,
  )) {
    test(mutation.name, async () => {
      await using house = await MutantHouse.build();
      expect(await house.objections(mutation, SEEDS)).toMatch(/^CROSSTALK_SEED=\d+\n\w+: /);
    });
  }
});

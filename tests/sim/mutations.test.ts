import { describe, expect, test } from "vitest";
import { long, times } from "../harness/long.ts";
import { CLUSTER_MUTATIONS } from "./cluster-mutations.ts";
import { MutantHouse } from "./mutant.ts";
import { MUTATIONS } from "./mutations.ts";

const SEEDS = times(300, 2_000);

/** Nothing is changed: what it says of the others is owed to the change alone. */
const NONE = { name: "none", file: "realtime/lane.ts", before: "class Lane", after: "class Lane" };

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

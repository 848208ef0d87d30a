import { expect, it } from "vitest";
import { passageSteps } from "./passage.ts";

it("tells of a message's way in order, from its first step on", () => {
  expect(passageSteps({ acked: 130, pressed: 100, taken: 112.4 })).toEqual([
    { step: "pressed", at: 100, after: 0 },
    { step: "taken", at: 112, after: 12 },
    { step: "acked", at: 130, after: 30 },
  ]);
  expect(passageSteps({ taken: 50, arrived: 48, shown: 60 }).map(({ after }) => after)).toEqual([
    0, 0, 10,
  ]);
  expect(passageSteps({})).toEqual([]);
});

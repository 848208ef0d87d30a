import { describe, expect, it } from "vitest";
import { endStage, LAST_MS, SOON_MS, untilNextTick } from "./ephemeral.ts";

describe("endStage", () => {
  it("warns at ten minutes and at one, and then it is over", () => {
    expect(endStage(SOON_MS + 1)).toBe("far");
    expect(endStage(SOON_MS)).toBe("soon");
    expect(endStage(LAST_MS)).toBe("last");
    expect(endStage(0)).toBe("over");
  });
});

describe("untilNextTick", () => {
  it("ticks by the minute, and by the second near the end, on whole ones of what is left", () => {
    expect(untilNextTick(SOON_MS + 90_000)).toBe(30_000);
    expect(untilNextTick(SOON_MS)).toBe(1_000);
    expect(untilNextTick(61_250)).toBe(250);
  });
});

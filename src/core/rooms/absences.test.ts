import { describe, expect, test } from "vitest";
import { Absences } from "./absences.ts";

const GRACE = 60_000;

/** Absences, and whom they name at a time. */
const absent = () => {
  const absences = new Absences(GRACE);
  const due = (now: number): string[] => absences.due(now).map(([userId]) => userId);
  return { absences, due };
};

describe("whose last connection went", () => {
  test("has left a minute later", () => {
    const { absences, due } = absent();
    absences.gone("ann", "left", 1_000);
    expect(due(1_000 + GRACE - 1)).toEqual([]);
    expect(due(1_000 + GRACE)).toEqual(["ann"]);
  });

  test("with its server, has a minute to come back before that minute begins", () => {
    const { absences, due } = absent();
    absences.gone("lost", "lost", 0);
    absences.gone("left", "left", 0);
    expect(due(GRACE)).toEqual(["left"]);
    expect(due(2 * GRACE - 1)).toEqual(["left"]);
    expect(due(2 * GRACE)).toEqual(["lost", "left"]);
  });

  test("having come back to another server and left that, is counted from then", () => {
    const { absences, due } = absent();
    absences.gone("ann", "lost", 0);
    absences.gone("ann", "left", 10_000);
    expect(due(10_000 + GRACE)).toEqual(["ann"]);
    absences.gone("ann", "lost", 50_000);
    expect(due(10_000 + GRACE)).toEqual([]);
  });

  test("is named until settled, and not settled by what was before", () => {
    const { absences, due } = absent();
    absences.gone("ann", "left", 0);
    const [[, end] = ["", 0]] = absences.due(GRACE);
    expect(due(GRACE)).toEqual(["ann"]);
    absences.gone("ann", "left", 500);
    absences.settled("ann", end);
    expect(due(GRACE + 500)).toEqual(["ann"]);
    absences.settled("ann", GRACE + 500);
    expect(absences.has("ann")).toBe(false);
  });
});

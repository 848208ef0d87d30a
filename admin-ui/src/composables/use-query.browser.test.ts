import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { onStage } from "../testing/admin-stage.ts";
import { useQuery } from "./use-query.ts";

const EVERY_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const stage = async () => {
  let asked = 0;
  const { made: query, scope } = onStage(
    () => ({}),
    () =>
      useQuery(
        () => "all",
        async () => {
          asked += 1;
          return asked;
        },
        { everyMs: EVERY_MS },
      ),
  );
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  return { query, scope, asked: () => asked };
};

it("asks again and again while it is looked at", async () => {
  const { scope, asked } = await stage();
  expect(asked()).toBe(2);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(asked()).toBe(3);
  scope.stop();
});

it("asks nothing more once its screen is left, whatever is answered or undone after that", async () => {
  const { query, scope, asked } = await stage();
  scope.stop();
  await query.refresh();
  query.take(7);
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  expect(asked()).toBe(2);
});

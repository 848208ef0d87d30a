import { expect, it } from "vitest";
import type { StatsEvent } from "../../../src/protocol/stats.ts";
import { eventsWithNews } from "./history.ts";

const event = (id: string): StatsEvent => ({ id, at: 0, type: "start" });
const idsOf = (...lists: readonly (readonly string[])[]): readonly string[] => {
  const [answered = [], before = [], now = []] = lists.map((ids) => ids.map(event));
  return eventsWithNews(answered, before, now).map(({ id }) => id);
};

it("keeps what came by the second while the events before it were on their way", () => {
  expect(idsOf(["a", "b"], ["b"], ["b", "c"])).toEqual(["a", "b", "c"]);
});

it("tells of each once, and of none of another time", () => {
  expect(idsOf(["a", "b"], ["x", "y"], ["x", "y", "b"])).toEqual(["a", "b"]);
});

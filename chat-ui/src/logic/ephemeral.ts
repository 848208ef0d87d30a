/** How near the end of an ephemeral room is: from `soon` on it is said, from `last` on by the second. */
export type EndStage = "far" | "soon" | "last" | "over";

export const SOON_MS = 10 * 60_000;
export const LAST_MS = 60_000;

export const endStage = (leftMs: number): EndStage => {
  if (leftMs <= 0) return "over";
  if (leftMs <= LAST_MS) return "last";
  return leftMs <= SOON_MS ? "soon" : "far";
};

/** When the shown text must change next: each second near the end, else each minute. */
export const untilNextTick = (leftMs: number): number => {
  const step = leftMs <= SOON_MS ? 1_000 : 60_000;
  const rest = leftMs % step;
  return rest <= 0 ? step : rest;
};

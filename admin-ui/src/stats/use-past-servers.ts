import type { SpanServers } from "../../../src/protocol/stats.ts";
import { useAdminApi } from "../api/admin-api.ts";
import { type Query, useQuery } from "../composables/use-query.ts";
import { isSettling, type TimeWindow } from "../logic/time-window.ts";
import { useLive } from "../stores/live.ts";
import { useTime } from "../stores/time.ts";
import { type Span, STEP_MS } from "./history.ts";

export interface PastServers extends Span, SpanServers {}

/** Whether that is what is kept of this time, and not of one that was shown before. */
export const isOfTime = ({ from, to }: Span, window: TimeWindow): boolean =>
  window.mode === "past" && from === window.from && to === window.to;

/**
 * The servers of the past that is shown, from what was kept of it: those of now may have come later, and those of
 * then may be forgotten. Nothing is asked while live; the last answer stays, and says of which time it is.
 */
export const usePastServers = (): Query<PastServers | undefined> => {
  const { rest } = useAdminApi();
  const live = useLive();
  const time = useTime();
  return useQuery(
    () => time.window,
    async (window, signal) => {
      if (window.mode === "live") return undefined;
      const { from, to } = window;
      return { from, to, ...(await rest.call("statsServers", { query: { from, to }, signal })) };
    },
    {
      enabled: () => !time.isLive,
      everyMs: () => (isSettling(time.window, live.now()) ? STEP_MS : undefined),
    },
  );
};

import type { RestClient } from "../../../src/client/rest-client.ts";
import type { StatsEvent, StatsMetric } from "../../../src/protocol/stats.ts";
import { type ScopeHistory, TOTAL } from "./series-board.ts";

/** A point of what is kept. */
export const STEP_MS = 10_000;

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface SpanHistory extends Span {
  readonly scopes: readonly ScopeHistory[];
  readonly stepMs: number;
  readonly events: readonly StatsEvent[];
}

export interface HistoryQuestion extends Span {
  readonly servers: readonly string[];
  readonly metrics: readonly StatsMetric[];
  readonly maxPoints: number;
}

/** Of that time, and those that came by the second while it was asked for: `before` are all that were there then. */
export const eventsWithNews = (
  answered: readonly StatsEvent[],
  before: readonly StatsEvent[],
  now: readonly StatsEvent[],
): readonly StatsEvent[] => {
  const known = new Set([...answered, ...before].map(({ id }) => id));
  return [...answered, ...now.filter(({ id }) => !known.has(id))];
};

/** What is kept of a time: of the whole cluster and of each of these servers, with the events of that time. */
export const readHistory = async (
  rest: RestClient,
  { from, to, servers, metrics, maxPoints }: HistoryQuestion,
  signal: AbortSignal,
): Promise<SpanHistory> => {
  const query = { from, to, metrics: metrics.join(","), max_points: maxPoints };
  const ofScope = async (scope: string) => {
    const answer = await rest.call("statsHistory", {
      query: scope === TOTAL ? query : { ...query, server_id: scope },
      signal,
    });
    return { scope, ...answer };
  };
  const [{ events }, ...scopes] = await Promise.all([
    rest.call("statsEvents", { query: { from, to }, signal }),
    ...[TOTAL, ...servers].map(ofScope),
  ]);
  return { from, to, scopes, stepMs: Math.max(...scopes.map(({ step_ms }) => step_ms)), events };
};

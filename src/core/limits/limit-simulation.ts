import type { MinuteTraffic } from "../../ports/store/limit-traffic.ts";
import type { SimulatedLimit } from "../../protocol/limit-simulation.ts";
import type { RateRule } from "../../protocol/settings.ts";

const MINUTE_MS = 60_000;
const TOP = 20;
/** Callers that are followed by name; what others do is counted among the unnamed. */
const MOST_CALLERS = 20_000;

interface CallerState {
  hits: number;
  refused: number;
  busiest: number;
  /** Of the bucket, at the end of the last minute that was looked at. */
  tokens: number;
  at: number;
  /** What was let through lately, for windows longer than a minute: [minute, hits]. */
  passed: [number, number][];
}

/**
 * What a rule would have refused of the traffic of some minutes, given in their order. Counters of a minute don't say
 * when in it the hits came: at least so many are refused however evenly they came, at most so many if all came at once.
 */
export class LimitSimulation {
  readonly #rule: RateRule;
  readonly #callers = new Map<string, CallerState>();
  #hits = 0;
  #callerMinutes = 0;
  #least = 0;
  #most = 0;
  #wasRefused = 0;

  constructor(rule: RateRule) {
    this.#rule = rule;
  }

  add(at: number, { callers, unnamed }: MinuteTraffic): void {
    for (const { caller, hits, refused } of callers) {
      this.#hits += hits;
      this.#callerMinutes += 1;
      this.#wasRefused += refused;
      const state = this.#stateOf(caller, at);
      if (state !== undefined) this.#meet(state, at, hits);
    }
    this.#hits += unnamed.hits;
    this.#callerMinutes += unnamed.callers;
    this.#wasRefused += unnamed.refused;
    const { window, bucket = window } = this.#rule;
    if (unnamed.busiest > Math.min(window, bucket)) this.#most += unnamed.hits;
  }

  result(): SimulatedLimit {
    const refused = Array.from(this.#callers).filter(([, state]) => state.refused > 0);
    return {
      hits: this.#hits,
      callers: this.#callerMinutes,
      refused: { least: this.#least, most: this.#most },
      callers_refused: refused.length,
      was_refused: this.#wasRefused,
      top: refused
        .toSorted(([, a], [, b]) => b.refused - a.refused)
        .slice(0, TOP)
        .map(([caller, state]) => ({
          caller,
          hits: state.hits,
          refused: state.refused,
          busiest_minute: state.busiest,
        })),
    };
  }

  #stateOf(caller: string, at: number): CallerState | undefined {
    const known = this.#callers.get(caller);
    if (known !== undefined || this.#callers.size >= MOST_CALLERS) return known;
    const { bucket = 0 } = this.#rule;
    const state = { hits: 0, refused: 0, busiest: 0, tokens: bucket, at, passed: [] };
    this.#callers.set(caller, state);
    return state;
  }

  #meet(state: CallerState, at: number, hits: number): void {
    const spread = Math.min(this.#windowSpread(state, at), this.#bucketSpread(state, at));
    const { window, bucket = window } = this.#rule;
    const passed = Math.min(hits, Math.floor(spread));
    state.hits += hits;
    state.refused += hits - passed;
    state.busiest = Math.max(state.busiest, hits);
    this.#least += hits - passed;
    this.#most += hits - Math.min(hits, window, bucket, Math.floor(spread));
    state.tokens = Math.max(0, this.#tokens(state, at) - passed);
    state.at = at;
    state.passed.push([at, passed]);
  }

  /** What the window lets through in that minute when it comes evenly. */
  #windowSpread(state: CallerState, at: number): number {
    const { window, per_ms } = this.#rule;
    if (per_ms <= MINUTE_MS) return window * (MINUTE_MS / per_ms);
    state.passed = state.passed.filter(([minute]) => minute >= at - per_ms + MINUTE_MS);
    return Math.max(0, window - state.passed.reduce((sum, [, hits]) => sum + hits, 0));
  }

  #bucketSpread(state: CallerState, at: number): number {
    return this.#rule.bucket === undefined ? Number.POSITIVE_INFINITY : this.#tokens(state, at);
  }

  /** With all that came back by the end of the minute. */
  #tokens(state: CallerState, at: number): number {
    const { bucket = 0, refill_ms = MINUTE_MS } = this.#rule;
    const idle = Math.max(0, at - state.at - MINUTE_MS);
    const before = Math.min(bucket, state.tokens + idle / refill_ms);
    return before + MINUTE_MS / refill_ms;
  }
}

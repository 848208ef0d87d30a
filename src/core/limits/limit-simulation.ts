import type { MinuteTraffic } from "../../ports/store/limit-traffic.ts";
import type { SimulatedLimit } from "../../protocol/limit-simulation.ts";
import type { RateRule } from "../../protocol/settings.ts";
import { LetThrough } from "./let-through.ts";

const TOP = 20;
/** Callers that are followed by name; what others do is counted among the unnamed. */
const MOST_CALLERS = 20_000;

interface CallerState {
  readonly most: LetThrough;
  readonly least: LetThrough;
  hits: number;
  refused: number;
  busiest: number;
}

/**
 * What a rule would have refused of the traffic of some minutes, given in their order. Counters of a minute don't say
 * when in it the hits came: at least so many are refused however they came, and at most so many.
 */
export class LimitSimulation {
  readonly #rule: RateRule;
  readonly #callers = new Map<string, CallerState>();
  /** As if one of those that nobody named had been the busiest of them all the time. */
  readonly #busiestUnnamed: LetThrough;
  #hits = 0;
  #callerMinutes = 0;
  #least = 0;
  #most = 0;
  #wasRefused = 0;

  constructor(rule: RateRule) {
    this.#rule = rule;
    this.#busiestUnnamed = new LetThrough(rule, "least");
  }

  add(at: number, { callers, unnamed }: MinuteTraffic): void {
    for (const { caller, hits, refused } of callers) {
      this.#hits += hits;
      this.#callerMinutes += 1;
      this.#wasRefused += refused;
      this.#meet(this.#stateOf(caller), at, hits);
    }
    this.#hits += unnamed.hits;
    this.#callerMinutes += unnamed.callers;
    this.#wasRefused += unnamed.refused;
    if (this.#busiestUnnamed.pass(at, unnamed.busiest) < unnamed.busiest) {
      this.#most += unnamed.hits;
    }
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

  #stateOf(caller: string): CallerState | undefined {
    const known = this.#callers.get(caller);
    if (known !== undefined || this.#callers.size >= MOST_CALLERS) return known;
    const state = {
      most: new LetThrough(this.#rule, "most"),
      least: new LetThrough(this.#rule, "least"),
      hits: 0,
      refused: 0,
      busiest: 0,
    };
    this.#callers.set(caller, state);
    return state;
  }

  #meet(state: CallerState | undefined, at: number, hits: number): void {
    if (state === undefined) {
      this.#most += hits;
      return;
    }
    const refused = hits - state.most.pass(at, hits);
    state.hits += hits;
    state.refused += refused;
    state.busiest = Math.max(state.busiest, hits);
    this.#least += refused;
    this.#most += hits - state.least.pass(at, hits);
  }
}

import { setTimeout as delay } from "node:timers/promises";
import type { IrcLine } from "./irc-log.ts";

/**
 * When each line is due, in milliseconds since the first, in real time: a log knows minutes only, so the
 * lines of one are spread over it.
 */
export const dueTimes = (lines: readonly IrcLine[]): number[] => {
  const first = lines[0]?.minute ?? 0;
  const perMinute = new Map<number, number>();
  for (const { minute } of lines) perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
  const played = new Map<number, number>();
  return lines.map(({ minute }) => {
    const index = played.get(minute) ?? 0;
    played.set(minute, index + 1);
    return (minute - first + index / (perMinute.get(minute) ?? 1)) * 60_000;
  });
};

/** Waits for each line's time, `speed` times as fast as it was; with Infinity not at all. */
export class Pace {
  readonly #speed: number;
  readonly #due: readonly number[];
  readonly #start = performance.now();

  constructor(lines: readonly IrcLine[], speed: number) {
    this.#speed = speed;
    this.#due = dueTimes(lines);
  }

  async until(index: number): Promise<void> {
    const wait = (this.#due[index] ?? 0) / this.#speed - (performance.now() - this.#start);
    if (wait > 0) await delay(wait);
  }
}

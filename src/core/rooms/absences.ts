import type { Absence } from "../../ports/presence.ts";

/**
 * When those whose last connection went have left (PROTOCOL §1): `graceMs` later, and where their server died
 * or drained, `graceMs` after they had as long to come back to another. Times are monotonic.
 */
export class Absences {
  readonly #graceMs: number;
  readonly #ends = new Map<string, number>();

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  get size(): number {
    return this.#ends.size;
  }

  /** Again where they came back meanwhile: what was before does not count. */
  gone(userId: string, absence: Absence, now: number): void {
    const waitMs = absence === "left" ? this.#graceMs : 2 * this.#graceMs;
    this.#ends.set(userId, now + waitMs);
  }

  has(userId: string): boolean {
    return this.#ends.has(userId);
  }

  /** Whose time is over, and when it was. They stay until settled: what fails then is repeated. */
  due(now: number): [userId: string, end: number][] {
    return Array.from(this.#ends).filter(([, end]) => end <= now);
  }

  /** Unless they came back and went once more. */
  settled(userId: string, end: number): void {
    if (this.#ends.get(userId) === end) this.#ends.delete(userId);
  }
}

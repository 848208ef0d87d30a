/** For those sent away to be back elsewhere (PROTOCOL §1: their rooms wait for them so long). */
export const BACK_MS = 60_000;

interface SentAway {
  readonly at: number;
  /** Connections of that sign-in that were sent away and are not accounted for yet. */
  open: number;
}

/** What other servers have of a sign-in: connections that came after the drain began. */
export interface Arrivals {
  readonly session_id: string;
  readonly gapless: number;
  readonly gappy: number;
}

export interface LedgerCounts {
  readonly moved: number;
  readonly returning: number;
  readonly resumed: number;
  readonly failed: number;
}

/** Who was sent away, and what became of them. Each connection is counted once, under the sign-in that it had. */
export class DrainLedger {
  readonly #open = new Map<string, SentAway>();
  /** What of the arrivals of a sign-in was counted already. */
  readonly #counted = new Map<string, { gapless: number; gappy: number }>();
  #moved = 0;
  #resumed = 0;
  #failed = 0;

  sent(sessionId: string, now: number): void {
    this.#moved += 1;
    const open = (this.#open.get(sessionId)?.open ?? 0) + 1;
    this.#open.set(sessionId, { at: now, open });
  }

  /** The sign-ins that are still waited for, those sent away first in front. */
  waitedFor(limit: number): string[] {
    const ids: string[] = [];
    for (const id of this.#open.keys()) {
      if (ids.length === limit) break;
      ids.push(id);
    }
    return ids;
  }

  get isSettled(): boolean {
    return this.#open.size === 0;
  }

  /** What all the others have of one of them, in sum. */
  arrived({ session_id: id, gapless, gappy }: Arrivals): void {
    const counted = this.#counted.get(id) ?? { gapless: 0, gappy: 0 };
    const sent = this.#open.get(id);
    if (sent === undefined) return;
    const resumed = Math.min(sent.open, Math.max(0, gapless - counted.gapless));
    const failed = Math.min(sent.open - resumed, Math.max(0, gappy - counted.gappy));
    this.#resumed += resumed;
    this.#failed += failed;
    this.#counted.set(id, { gapless: counted.gapless + resumed, gappy: counted.gappy + failed });
    this.#settle(id, sent, resumed + failed);
  }

  /** Those who have had their minute. */
  expire(now: number): void {
    for (const [id, sent] of Array.from(this.#open)) {
      if (now - sent.at < BACK_MS) continue;
      this.#failed += sent.open;
      this.#settle(id, sent, sent.open);
    }
  }

  counts(): LedgerCounts {
    const returning = this.#moved - this.#resumed - this.#failed;
    return { moved: this.#moved, returning, resumed: this.#resumed, failed: this.#failed };
  }

  /** To the end of the queue, so that all are asked about in turn. */
  #settle(id: string, sent: SentAway, count: number): void {
    this.#open.delete(id);
    sent.open -= count;
    if (sent.open > 0) this.#open.set(id, sent);
  }
}

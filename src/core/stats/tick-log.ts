import type { StatsTick } from "../../protocol/stats.ts";

/** Whoever was away for longer reads the history. */
const KEPT = 120;

/** A tick, and its event as it goes out: made once, when somebody wants it. */
export class KeptTick {
  readonly tick: StatsTick;
  #frame: Uint8Array | undefined;

  constructor(tick: StatsTick) {
    this.tick = tick;
  }

  /** https://html.spec.whatwg.org/multipage/server-sent-events.html */
  get frame(): Uint8Array {
    this.#frame ??= new TextEncoder().encode(
      `id: ${this.tick.at}\ndata: ${JSON.stringify(this.tick)}\n\n`,
    );
    return this.#frame;
  }
}

/** The last two minutes of ticks. */
export class TickLog {
  #ticks: KeptTick[] = [];

  get last(): KeptTick | undefined {
    return this.#ticks.at(-1);
  }

  push(tick: StatsTick): KeptTick {
    const kept = new KeptTick(tick);
    this.#ticks.push(kept);
    if (this.#ticks.length > KEPT) this.#ticks = this.#ticks.slice(-KEPT);
    return kept;
  }

  /** Those after that moment, or, where none is given, the last. */
  after(at: number | undefined): readonly KeptTick[] {
    if (at === undefined) return this.last === undefined ? [] : [this.last];
    return this.#ticks.filter(({ tick }) => tick.at > at);
  }
}

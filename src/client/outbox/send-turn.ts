import { ProtocolError } from "../../protocol/errors.ts";
import type { ClientClock, Exclusive } from "../ports.ts";

export interface SendTurnHandlers {
  /** It is ours: take in what others left in the store. */
  prepare(): Promise<void>;
  begin(): void;
  /** Given back or lost; who still has something to send asks again. */
  over(): void;
}

/** When the lock itself fails. */
const RETRY_MS = 1_000;

/** The turn to send among all tabs that share an outbox: asked for, held from `begin`, given back. */
export class SendTurn {
  readonly #exclusive: Exclusive;
  readonly #clock: ClientClock;
  readonly #handlers: SendTurnHandlers;
  #asked: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor(exclusive: Exclusive, clock: ClientClock, handlers: SendTurnHandlers) {
    this.#exclusive = exclusive;
    this.#clock = clock;
    this.#handlers = handlers;
  }

  get held(): boolean {
    return this.#release !== undefined;
  }

  /** Harmless when asked for or held already. */
  ask(name: string): void {
    if (this.#asked !== undefined) return;
    const asked = new AbortController();
    this.#asked = asked;
    const over = () => {
      this.#asked = undefined;
      this.#handlers.over();
    };
    this.#exclusive
      .run(name, asked.signal, () => this.#hold(asked.signal))
      .then(over, () => {
        if (asked.signal.aborted) over();
        else this.#clock.after(RETRY_MS, over);
      });
  }

  /** Harmless when neither. */
  giveBack(): void {
    this.#asked?.abort(new ProtocolError("unavailable", "nothing to send"));
    this.#release?.();
    this.#release = undefined;
  }

  async #hold(signal: AbortSignal): Promise<void> {
    await this.#handlers.prepare();
    if (signal.aborted) return;
    await new Promise<void>((release) => {
      this.#release = release;
      this.#handlers.begin();
    });
  }
}

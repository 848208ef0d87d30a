import { ProtocolError } from "../protocol/errors.ts";
import type { EventOf, ServerEvent } from "../protocol/events.ts";
import type { ClientClock, Timer } from "./ports.ts";

interface Pending {
  resolve(answer: ServerEvent): void;
  reject(error: ProtocolError): void;
  readonly deadline: number;
}

/** Deadlines are looked at this often: one timer for all, where one each would cost more than the request. */
const SWEEP_MS = 1_000;

/** Who waits for which `ref`. Every one is answered: by the server, by its deadline or by the lost connection. */
export class PendingRequests {
  readonly #clock: ClientClock;
  readonly #pending = new Map<string, Pending>();
  #sweep: Timer | undefined;
  #next = 0;

  constructor(clock: ClientClock) {
    this.#clock = clock;
  }

  /** A fresh ref, and what will be answered to it within `timeoutMs`, give or take a second. */
  open(timeoutMs: number): { readonly ref: string; readonly answer: Promise<ServerEvent> } {
    const ref = (this.#next++).toString(36);
    const deadline = this.#clock.now() + timeoutMs;
    const answer = new Promise<ServerEvent>((resolve, reject) => {
      this.#pending.set(ref, { resolve, reject, deadline });
    });
    this.#sweep ??= this.#clock.after(SWEEP_MS, () => this.#expire());
    return { ref, answer };
  }

  settle(event: ServerEvent & { readonly ref: string }): void {
    const pending = this.#pending.get(event.ref);
    if (pending === undefined) return;
    this.#pending.delete(event.ref);
    if (event.event === "error") pending.reject(errorOf(event));
    else pending.resolve(event);
  }

  failAll(error: ProtocolError): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    this.#sweep?.cancel();
    this.#sweep = undefined;
    for (const pending of all) pending.reject(error);
  }

  #expire(): void {
    const now = this.#clock.now();
    for (const [ref, pending] of this.#pending) {
      if (pending.deadline > now) continue;
      this.#pending.delete(ref);
      pending.reject(new ProtocolError("unavailable", "the server did not answer in time"));
    }
    this.#sweep =
      this.#pending.size === 0 ? undefined : this.#clock.after(SWEEP_MS, () => this.#expire());
  }
}

export const errorOf = (event: EventOf<"error">): ProtocolError =>
  new ProtocolError(event.code, event.message, {
    ...(event.retry_after_ms === undefined ? {} : { retryAfterMs: event.retry_after_ms }),
    ...(event.issues === undefined ? {} : { issues: event.issues }),
  });

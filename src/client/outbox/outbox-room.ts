import type { ErrorCode } from "../../protocol/errors.ts";
import type { Timer } from "../ports.ts";
import type { OutboxItem } from "./outbox-item.ts";
import type { Pending } from "./pending.ts";

/** The sends of one room, in their order, and why they may have to wait. */
export class OutboxRoom {
  items: Pending[] = [];
  inFlight = 0;
  /** In a row. */
  failures = 0;
  #pause: { readonly until: number; readonly code: ErrorCode; readonly timer: Timer } | undefined;

  /** Whether there is anything left to do but wait for the log. */
  get busy(): boolean {
    return this.items.some((item) => item.state === "queued" || item.state === "sending");
  }

  /** Nothing is sent before the end of the longest pause, which `start` schedules. */
  pause(until: number, code: ErrorCode, start: () => Timer): void {
    if (this.#pause !== undefined && this.#pause.until >= until) return;
    this.#pause?.timer.cancel();
    this.#pause = { until, code, timer: start() };
  }

  resume(): void {
    this.#pause?.timer.cancel();
    this.#pause = undefined;
  }

  /** A new connection: only what the server itself asked to wait for still holds. */
  reconnected(): void {
    this.failures = 0;
    if (this.#pause?.code !== "rate_limited") this.resume();
  }

  /** The next to be sent; none before one that is still being stored, which it would overtake. */
  next(window: number): Pending | undefined {
    if (this.#pause !== undefined || this.inFlight >= window) return undefined;
    const item = this.items.find(({ state }) => state === "queued");
    return item?.kept === "adding" ? undefined : item;
  }

  remove(item: Pending): void {
    const index = this.items.indexOf(item);
    if (index >= 0) this.items.splice(index, 1);
  }

  view(item: Pending): OutboxItem {
    const pause = item.state === "queued" ? this.#pause : undefined;
    return {
      ...item.send,
      state: item.state,
      ...(item.failure === undefined ? {} : { failure: item.failure }),
      ...(pause === undefined ? {} : { retry_at: pause.until }),
      ...(item.ack === undefined ? {} : { seq: item.ack.seq }),
    };
  }
}

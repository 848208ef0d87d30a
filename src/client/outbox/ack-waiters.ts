import type { ProtocolError } from "../../protocol/errors.ts";
import type { Ack } from "./pending.ts";

interface Waiter {
  resolve(ack: Ack): void;
  reject(error: ProtocolError): void;
}

/** Who waits for the fate of which send, by cid. */
export class AckWaiters {
  readonly #waiters = new Map<string, Waiter[]>();

  wait(cid: string): Promise<Ack> {
    return new Promise((resolve, reject) => {
      const waiters = this.#waiters.get(cid) ?? [];
      waiters.push({ resolve, reject });
      this.#waiters.set(cid, waiters);
    });
  }

  resolve(ack: Ack): void {
    for (const waiter of this.#take(ack.cid)) waiter.resolve(ack);
  }

  reject(cid: string, error: ProtocolError): void {
    for (const waiter of this.#take(cid)) waiter.reject(error);
  }

  rejectAll(error: ProtocolError): void {
    for (const cid of [...this.#waiters.keys()]) this.reject(cid, error);
  }

  #take(cid: string): readonly Waiter[] {
    const waiters = this.#waiters.get(cid) ?? [];
    this.#waiters.delete(cid);
    return waiters;
  }
}

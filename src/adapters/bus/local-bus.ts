import type { Bus, BusHandlers, Command, Question, Signal } from "../../ports/bus.ts";
import type { Client } from "../../protocol/admin-entities.ts";
import type { Enforced } from "../../protocol/enforcement.ts";

/** The bus of a server that is alone: there is nobody else to publish to. */
export class LocalBus implements Bus {
  readonly kind = "local";
  #handlers: BusHandlers | undefined;

  async start(handlers: BusHandlers): Promise<void> {
    this.#handlers = handlers;
  }

  async subscribe(): Promise<void> {}

  unsubscribe(): void {}

  publish(): void {}

  signal(signal: Signal): void {
    this.#handlers?.signal(signal);
  }

  async command(command: Command): Promise<Enforced> {
    const started = performance.now();
    await this.#handlers?.command(command);
    const ms = Math.round((performance.now() - started) * 100) / 100;
    return { confirmed: 1, servers: 1, ms };
  }

  async ask(question: Question): Promise<readonly Client[]> {
    return this.#handlers?.answer(question) ?? [];
  }

  delayMs(): undefined {
    return undefined;
  }

  health(): { ok: boolean } {
    return { ok: true };
  }

  async stop(): Promise<void> {
    this.#handlers = undefined;
  }
}

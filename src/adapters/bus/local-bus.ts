import type {
  Answers,
  AnswerTo,
  Bus,
  BusHandlers,
  Command,
  Question,
  QuestionType,
  Signal,
} from "../../ports/bus.ts";
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

  async repeat(command: Command, serverIds: readonly string[]): Promise<readonly string[]> {
    await this.#handlers?.command(command);
    return serverIds;
  }

  async ask<T extends QuestionType>(question: Question<T>): Promise<Answers<AnswerTo<T>>> {
    const handlers = this.#handlers;
    const answers = handlers === undefined ? [] : [handlers.answer(question)];
    return { answers, servers: 1, missing: [] };
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

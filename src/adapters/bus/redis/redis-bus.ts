import type {
  Bus,
  BusHandlers,
  Command,
  PublishedEntry,
  Question,
  Signal,
} from "../../../ports/bus.ts";
import type { Client } from "../../../protocol/admin-entities.ts";
import type { Enforced } from "../../../protocol/enforcement.ts";
import type { RedisDeps } from "../../redis/redis-connection.ts";
import type { RedisPubSub } from "../../redis/redis-pubsub.ts";
import { decodeBatch, encodeBatch, isBatch, isBatchOf } from "./entry-batch.ts";
import { type BusMessage, decodeMessage, encodeMessage } from "./messages.ts";
import { Replies } from "./replies.ts";

export interface RedisBusOptions {
  readonly pubsub: RedisPubSub;
  /** Before the names of all channels. */
  readonly prefix: string;
  /** This process among all that share the Redis, whatever its SERVER_ID. */
  readonly processId: string;
  /** How many servers hold a lease, this one included. */
  readonly servers: () => number;
}

const REPLY_MS = 2_000;
/** Beyond it commands still take effect here and there, but nobody waits for the others. */
const MAX_COMMANDS = 1_000;
const MAX_QUESTIONS = 100;
const MAX_TURN_ENTRIES = 10_000;

/**
 * The bus over Redis: a channel for each room, one for commands and for signals to users, and one for each
 * process, on which its commands are confirmed and its questions answered (docs/adr/0010).
 */
export class RedisBus implements Bus {
  readonly kind = "redis";
  readonly #options: RedisBusOptions;
  readonly #deps: RedisDeps;
  readonly #confirmations: Replies<true>;
  readonly #answers: Replies<readonly Client[]>;
  #handlers: BusHandlers | undefined;
  /** What this turn of the event loop published, by room. */
  #turn = new Map<string, PublishedEntry[]>();
  #turnEntries = 0;
  #dropped = 0;
  #poisoned = 0;

  constructor(options: RedisBusOptions, deps: RedisDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#confirmations = new Replies(deps.clock);
    this.#answers = new Replies(deps.clock);
  }

  async start(handlers: BusHandlers): Promise<void> {
    this.#handlers = handlers;
    const { pubsub, processId } = this.#options;
    pubsub.onRestored(() => this.#handlers?.resubscribed());
    const hear = (payload: string) => this.#hear(payload);
    await Promise.all([
      pubsub.subscribe(this.#channel("all"), hear),
      pubsub.subscribe(this.#channel(`process:${processId}`), hear),
    ]);
  }

  async subscribe(roomId: string): Promise<void> {
    await this.#options.pubsub.subscribe(this.#roomChannel(roomId), (payload) =>
      this.#hearRoom(roomId, payload),
    );
  }

  unsubscribe(roomId: string): void {
    this.#options.pubsub.unsubscribe(this.#roomChannel(roomId));
  }

  publish(roomId: string, entries: readonly PublishedEntry[]): void {
    if (this.#turnEntries >= MAX_TURN_ENTRIES) {
      this.#dropped += entries.length;
      return;
    }
    if (this.#turn.size === 0) this.#deps.clock.turnEnd(() => this.#flush());
    const published = this.#turn.get(roomId);
    if (published === undefined) this.#turn.set(roomId, [...entries]);
    else published.push(...entries);
    this.#turnEntries += entries.length;
  }

  signal(signal: Signal): void {
    this.#handlers?.signal(signal);
    const channel = signal.to === "room" ? this.#roomChannel(signal.roomId) : this.#channel("all");
    const { pubsub, processId } = this.#options;
    pubsub.publish(channel, encodeMessage({ kind: "signal", from: processId, signal }));
  }

  async command(command: Command): Promise<Enforced> {
    const { clock, random } = this.#deps;
    const started = clock.monotonic();
    const [here, others] = await Promise.all([
      this.#apply(command),
      this.#tellOthers(command, random.uuid(clock.now())),
    ]);
    const confirmed = (here ? 1 : 0) + others;
    return {
      confirmed,
      servers: Math.max(this.#options.servers(), confirmed, 1),
      ms: Math.round((clock.monotonic() - started) * 100) / 100,
    };
  }

  async ask(question: Question): Promise<readonly Client[]> {
    const [here, others] = await Promise.all([this.#answer(question), this.#askOthers(question)]);
    return [...(here ?? []), ...others];
  }

  delayMs(): number | undefined {
    return this.#options.pubsub.delayMs();
  }

  health(): { readonly ok: boolean; readonly detail?: string } {
    return this.#options.pubsub.health();
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      ...this.#options.pubsub.gauges(),
      turn_entries: this.#turnEntries,
      entries_dropped_total: this.#dropped,
      commands_waiting: this.#confirmations.size,
      questions_waiting: this.#answers.size,
      poisoned_total: this.#poisoned,
    };
  }

  async stop(): Promise<void> {
    this.#flush();
    this.#handlers = undefined;
    this.#confirmations.stop();
    this.#answers.stop();
  }

  #channel(name: string): string {
    return `${this.#options.prefix}:${name}`;
  }

  #roomChannel(roomId: string): string {
    return this.#channel(`room:${roomId}`);
  }

  #flush(): void {
    const turn = this.#turn;
    this.#turn = new Map();
    this.#turnEntries = 0;
    const { pubsub, processId } = this.#options;
    for (const [roomId, entries] of turn) {
      const batch = encodeBatch(processId, entries);
      if (!pubsub.publish(this.#roomChannel(roomId), batch)) this.#dropped += entries.length;
    }
    pubsub.flush();
  }

  /** How many others confirmed. */
  async #tellOthers(command: Command, id: string): Promise<number> {
    const { pubsub, processId } = this.#options;
    const message = encodeMessage({ kind: "command", from: processId, id, command });
    if (!pubsub.health().ok || this.#confirmations.size >= MAX_COMMANDS) {
      pubsub.publish(this.#channel("all"), message);
      return 0;
    }
    // This process hears itself: an answer among the others.
    const heard = await this.#confirmations.collect(id, REPLY_MS, () =>
      pubsub.publishNow(this.#channel("all"), message),
    );
    return heard.has(processId) ? heard.size - 1 : heard.size;
  }

  async #askOthers(question: Question): Promise<readonly Client[]> {
    const { clock, random } = this.#deps;
    const { pubsub, processId } = this.#options;
    if (!pubsub.health().ok || this.#answers.size >= MAX_QUESTIONS) return [];
    const id = random.uuid(clock.now());
    const message = encodeMessage({ kind: "question", from: processId, id, question });
    const heard = await this.#answers.collect(id, REPLY_MS, () =>
      pubsub.publishNow(this.#channel("all"), message),
    );
    return Array.from(heard.values()).flat();
  }

  /** Undefined where that failed. */
  async #answer(question: Question): Promise<readonly Client[] | undefined> {
    try {
      return this.#handlers?.answer(question);
    } catch (error) {
      this.#deps.logger.warn("question failed here", { error: String(error) });
      return undefined;
    }
  }

  async #apply(command: Command): Promise<boolean> {
    try {
      await this.#handlers?.command(command);
      return this.#handlers !== undefined;
    } catch (error) {
      this.#deps.logger.warn("command failed here", { type: command.type, error: String(error) });
      return false;
    }
  }

  #hearRoom(roomId: string, payload: string): void {
    if (!isBatch(payload)) {
      this.#hear(payload);
      return;
    }
    if (isBatchOf(payload, this.#options.processId)) return;
    const entries = decodeBatch(payload, roomId);
    if (entries === undefined) this.#ignore();
    else this.#handlers?.entries(roomId, entries);
  }

  #hear(payload: string): void {
    const message = decodeMessage(payload);
    if (message === undefined) this.#ignore();
    else if (message.from !== this.#options.processId) this.#take(message);
    else if (message.kind === "command")
      this.#confirmations.replied(message.id, message.from, true);
    else if (message.kind === "question") this.#answers.replied(message.id, message.from, []);
  }

  #take(message: BusMessage): void {
    if (message.kind === "signal") this.#handlers?.signal(message.signal);
    else if (message.kind === "confirmed")
      this.#confirmations.replied(message.id, message.from, true);
    else if (message.kind === "answer")
      this.#answers.replied(message.id, message.from, message.clients);
    else if (message.kind === "question") void this.#answerTo(message);
    else void this.#obey(message);
  }

  async #answerTo({
    from,
    id,
    question,
  }: Extract<BusMessage, { kind: "question" }>): Promise<void> {
    const clients = await this.#answer(question);
    if (clients === undefined) return;
    const { pubsub, processId } = this.#options;
    const answer = encodeMessage({ kind: "answer", from: processId, id, clients: [...clients] });
    pubsub.publish(this.#channel(`process:${from}`), answer);
  }

  async #obey({ from, id, command }: Extract<BusMessage, { kind: "command" }>): Promise<void> {
    if (!(await this.#apply(command))) return;
    const { pubsub, processId } = this.#options;
    const confirmation = encodeMessage({ kind: "confirmed", from: processId, id });
    pubsub.publish(this.#channel(`process:${from}`), confirmation);
  }

  /** Said by who knows whom: an older or newer version, or somebody else in this Redis. */
  #ignore(): void {
    this.#poisoned += 1;
    if (this.#poisoned === 1)
      this.#deps.logger.warn("ignored a pub/sub message that is none of ours");
  }
}

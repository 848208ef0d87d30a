import type {
  Answers,
  AnswerTo,
  Bus,
  BusHandlers,
  Command,
  PublishedEntry,
  Question,
  QuestionType,
  Signal,
} from "../../../ports/bus.ts";
import type { Enforced } from "../../../protocol/enforcement.ts";
import type { RedisDeps } from "../../redis/redis-connection.ts";
import { decodeBatch, encodeBatch, isBatch, isBatchOf } from "./entry-batch.ts";
import { Inquiries } from "./inquiries.ts";
import { type BusMessage, decodeMessage, encodeMessage } from "./messages.ts";
import { Peers, type RedisBusOptions } from "./peers.ts";
import { Replies } from "./replies.ts";

const REPLY_MS = 2_000;
/** Beyond it commands still take effect here and there, but nobody waits for the others. */
const MAX_COMMANDS = 1_000;
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
  readonly #peers: Peers;
  readonly #inquiries: Inquiries;
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
    this.#peers = new Peers(options, deps.clock);
    this.#inquiries = new Inquiries(options.processId, this.#peers, deps);
  }

  async start(handlers: BusHandlers): Promise<void> {
    this.#handlers = handlers;
    const { pubsub, processId } = this.#options;
    pubsub.onRestored(() => this.#handlers?.resubscribed());
    const hear = (payload: string) => this.#hear(payload);
    await Promise.all([
      pubsub.subscribe(this.#peers.channel("all"), hear),
      pubsub.subscribe(this.#peers.processChannel(processId), hear),
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
    const channel =
      signal.to === "room" ? this.#roomChannel(signal.roomId) : this.#peers.channel("all");
    const { pubsub, processId } = this.#options;
    pubsub.publish(channel, encodeMessage({ kind: "signal", from: processId, signal }));
  }

  async command(command: Command): Promise<Enforced> {
    const { clock, random } = this.#deps;
    const { serverId, peers } = this.#options;
    const started = clock.monotonic();
    const [here, heard] = await Promise.all([
      this.#apply(command),
      this.#tellOthers(command, random.uuid(clock.now())),
    ]);
    const confirmed = (here ? 1 : 0) + heard.size;
    const pending = [...(here ? [] : [serverId]), ...this.#peers.missing(heard).values()];
    return {
      confirmed,
      servers: Math.max(peers().size + 1, confirmed),
      ms: Math.round((clock.monotonic() - started) * 100) / 100,
      ...(pending.length === 0 ? {} : { pending }),
    };
  }

  async repeat(command: Command, serverIds: readonly string[]): Promise<readonly string[]> {
    const { clock, random } = this.#deps;
    const { processId, serverId } = this.#options;
    const peers = this.#options.peers();
    const isMeant = ([, id]: readonly [string, string]) => serverIds.includes(id);
    const targets = new Map(Array.from(peers).filter(isMeant));
    const id = random.uuid(clock.now());
    const message = encodeMessage({ kind: "command", from: processId, id, command });
    const [here, heard] = await Promise.all([
      serverIds.includes(serverId) ? this.#apply(command) : undefined,
      this.#confirmations.collect(id, REPLY_MS, () => this.#peers.tell(targets.keys(), message)),
    ]);
    const living = new Set(peers.values());
    return serverIds.filter((one) => {
      if (one === serverId) return here === true;
      if (!living.has(one)) return true;
      return Array.from(targets).some(([process, of]) => of === one && heard.has(process));
    });
  }

  async ask<T extends QuestionType>(question: Question<T>): Promise<Answers<AnswerTo<T>>> {
    const { serverId, peers } = this.#options;
    const here = this.#answer(question);
    const heard = await this.#inquiries.ask(question);
    const answers = Array.from(heard.values());
    const missing = Array.from(this.#peers.missing(heard).values());
    if (here === undefined) missing.push(serverId);
    else answers.unshift(here);
    return { answers, servers: Math.max(peers().size + 1, answers.length), missing };
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
      questions_waiting: this.#inquiries.waiting,
      poisoned_total: this.#poisoned,
    };
  }

  async stop(): Promise<void> {
    this.#flush();
    this.#handlers = undefined;
    this.#confirmations.stop();
    this.#inquiries.stop();
  }

  #roomChannel(roomId: string): string {
    return this.#peers.channel(`room:${roomId}`);
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

  /** The other processes that confirmed. */
  async #tellOthers(command: Command, id: string): Promise<ReadonlyMap<string, true>> {
    const { pubsub, processId } = this.#options;
    const message = encodeMessage({ kind: "command", from: processId, id, command });
    if (!(await this.#peers.well()) || this.#confirmations.size >= MAX_COMMANDS) {
      pubsub.publish(this.#peers.channel("all"), message);
      return new Map();
    }
    return this.#peers.others(
      await this.#confirmations.collect(id, REPLY_MS, () => this.#peers.tellAll(message)),
    );
  }

  /** Undefined where that failed. */
  #answer<T extends QuestionType>(question: Question<T>): AnswerTo<T> | undefined {
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
    else if (message.kind === "question")
      this.#inquiries.replied(message.id, message.from, undefined);
  }

  #take(message: BusMessage): void {
    if (message.kind === "signal") this.#handlers?.signal(message.signal);
    else if (message.kind === "confirmed")
      this.#confirmations.replied(message.id, message.from, true);
    else if (message.kind === "answer")
      this.#inquiries.replied(message.id, message.from, message.answer);
    else if (message.kind === "question") this.#answerTo(message);
    else void this.#obey(message);
  }

  #answerTo({ from, id, question }: Extract<BusMessage, { kind: "question" }>): void {
    const answer = this.#answer(question);
    if (answer === undefined) return;
    const { pubsub, processId } = this.#options;
    const message = encodeMessage({ kind: "answer", from: processId, id, answer });
    pubsub.publish(this.#peers.processChannel(from), message);
  }

  async #obey({ from, id, command }: Extract<BusMessage, { kind: "command" }>): Promise<void> {
    if (!(await this.#apply(command))) return;
    const { pubsub, processId } = this.#options;
    const confirmation = encodeMessage({ kind: "confirmed", from: processId, id });
    pubsub.publish(this.#peers.processChannel(from), confirmation);
  }

  /** Said by who knows whom: an older or newer version, or somebody else in this Redis. */
  #ignore(): void {
    this.#poisoned += 1;
    if (this.#poisoned === 1)
      this.#deps.logger.warn("ignored a pub/sub message that is none of ours");
  }
}

import { isDeepStrictEqual } from "node:util";
import { WebSocket } from "ws";
import type { Action, ActionName } from "../../src/protocol/actions.ts";
import type { ErrorCode } from "../../src/protocol/errors.ts";
import type { EventOf, ServerEvent, ServerEventName } from "../../src/protocol/events.ts";
import { inTime } from "../harness/in-time.ts";
import { Ledger } from "./ledger.ts";
import { readFrame } from "./wire.ts";

type Fields<N extends ActionName> = Omit<Action<N>, "action" | "ref">;
/** Fields that an event must have just so. */
type Match<N extends ServerEventName> = Partial<EventOf<N>>;

export interface DialOptions {
  readonly protocols?: string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the URL, with its question mark. */
  readonly query?: string;
}

/** The upgrade was refused. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the upgrade was answered with ${status}`);
    this.status = status;
  }
}

/** Much more than anything takes; nothing is measured by it. */
const DEADLINE_MS = 60_000;

const matches = (event: ServerEvent, name: ServerEventName, match: object): boolean =>
  event.event === name &&
  Object.entries(match).every(([field, value]) =>
    isDeepStrictEqual((event as Readonly<Record<string, unknown>>)[field], value),
  );

/**
 * One socket and all that came over it. It writes frames by hand, and holds everything that comes against the
 * contract; what is wrong is kept in `faults`, which a case ends with none of.
 */
export class Connection {
  readonly faults: string[] = [];
  readonly events: ServerEvent[] = [];
  readonly socket: WebSocket;
  /** Received, and not taken by `next` yet. */
  readonly #untaken: ServerEvent[] = [];
  readonly #ledger = new Ledger();
  readonly #open = new Set<string>();
  readonly #wakers = new Set<() => void>();
  readonly #closing = Promise.withResolvers<number>();
  #refs = 0;
  #code: number | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => {
      if (isBinary) this.faults.push("a binary frame");
      else this.#receive(String(data));
    });
    socket.on("close", (code) => {
      this.#code = code;
      this.#closing.resolve(code);
      for (const wake of this.#wakers) wake();
    });
  }

  /** Resolves once upgraded; rejects with Refused. */
  static dial(address: string, options: DialOptions = {}): Promise<Connection> {
    const { protocols = ["crosstalk.v1"], headers, query = "" } = options;
    const { promise, resolve, reject } = Promise.withResolvers<Connection>();
    const url = `${address.replace("http", "ws")}/api/ws${query}`;
    const socket = new WebSocket(url, protocols, { ...(headers && { headers }) });
    const connection = new Connection(socket);
    socket.on("open", () => resolve(connection));
    socket.on("unexpected-response", (request, response) => {
      request.destroy();
      reject(new Refused(response.statusCode ?? 0));
    });
    socket.on("error", reject);
    return promise;
  }

  /** Of its server. */
  get origin(): string {
    return new URL(this.socket.url.replace(/^ws/, "http")).origin;
  }

  /** The code that it was closed with. */
  get code(): number | undefined {
    return this.#code;
  }

  /** Whatever it is, as a text frame. */
  sendText(text: string): void {
    this.socket.send(text);
  }

  /** A frame as it stands: right or wrong, with or without ref. */
  send(frame: Readonly<Record<string, unknown>>): void {
    if (typeof frame["ref"] === "string") this.#open.add(frame["ref"]);
    this.#ledger.sent(frame);
    this.socket.send(JSON.stringify(frame));
  }

  /** As `send`, with a new ref, which it answers. */
  sendRef(frame: Readonly<Record<string, unknown>>): string {
    const ref = `ref-${++this.#refs}`;
    this.send({ ...frame, ref });
    return ref;
  }

  /** The answer with this ref: an error too. */
  async answer(ref: string): Promise<ServerEvent> {
    return await this.#take(`an answer to ${ref}`, (event) => "ref" in event && event.ref === ref);
  }

  /** Whatever is answered to whatever is sent. */
  async ask(frame: Readonly<Record<string, unknown>>): Promise<ServerEvent> {
    return await this.answer(this.sendRef(frame));
  }

  /** An action, and the answer that it must have. */
  async do<N extends ActionName, E extends ServerEventName>(
    action: N,
    fields: Fields<N>,
    event: E,
  ): Promise<EventOf<E>> {
    const answer = await this.ask({ action, ...fields });
    if (answer.event === event) return answer as EventOf<E>;
    throw new Error(`${action} was answered ${JSON.stringify(answer)}`);
  }

  /** A frame that must be refused with this code. */
  async refused(
    code: ErrorCode,
    frame: Readonly<Record<string, unknown>>,
  ): Promise<EventOf<"error">> {
    const answer = await this.ask(frame);
    if (answer.event === "error" && answer.code === code) return answer;
    throw new Error(`not ${code}, but ${JSON.stringify(answer)} to ${JSON.stringify(frame)}`);
  }

  /** The next event of this name that `match` fits and that was not taken before. */
  async next<N extends ServerEventName>(name: N, match: Match<N> = {}): Promise<EventOf<N>> {
    const event = await this.#take(`${name} ${JSON.stringify(match)}`, (candidate) =>
      matches(candidate, name, match),
    );
    return event as EventOf<N>;
  }

  /** All that came by this name, taken or not. */
  seen<N extends ServerEventName>(name: N, match: Match<N> = {}): EventOf<N>[] {
    return this.events.filter((event): event is EventOf<N> => matches(event, name, match));
  }

  /**
   * All that came of a room by itself, as names, in order. An ack is an answer: where the store takes its time, one of a
   * send that was let in before may come after the end of its room.
   */
  of(roomId: string): ServerEventName[] {
    return this.events
      .filter((event) =>
        "room_id" in event ? event.room_id === roomId : "room" in event && event.room.id === roomId,
      )
      .map((event) => event.event)
      .filter((name) => name !== "ack");
  }

  /** Whatever this server had to say until now has come when it resolves: to show that something did not. */
  async fence(): Promise<void> {
    await this.do("ping", {}, "pong");
  }

  /** The code that it is closed with, by the deadline. */
  async closed(deadlineMs = DEADLINE_MS): Promise<number> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(this.#missing("a close", deadlineMs)), deadlineMs);
    return await Promise.race([this.#closing.promise, promise]).finally(() => clearTimeout(timer));
  }

  /** The code that its server closes it with, once what shut it out was answered: within a second (PROTOCOL §4). */
  async shutOut(): Promise<number> {
    await inTime("a close", 1, [this.origin], () => this.#code !== undefined);
    return await this.closed();
  }

  /** Ends it without a word. */
  cut(): void {
    this.socket.terminate();
  }

  #receive(text: string): void {
    const { events, faults } = readFrame(text);
    this.faults.push(...faults);
    for (const event of events) {
      this.events.push(event);
      this.#untaken.push(event);
      const fault = this.#ledger.fault(event);
      if (fault !== undefined) this.faults.push(`${fault}: ${JSON.stringify(event)}`);
      if ("ref" in event && event.ref !== undefined && !this.#open.delete(event.ref)) {
        this.faults.push(`nobody asked, or it was answered: ${JSON.stringify(event)}`);
      }
    }
    for (const wake of this.#wakers) wake();
  }

  async #take(what: string, fits: (event: ServerEvent) => boolean): Promise<ServerEvent> {
    const { promise, resolve, reject } = Promise.withResolvers<ServerEvent>();
    const look = (): void => {
      const index = this.#untaken.findIndex(fits);
      const event = this.#untaken[index];
      if (event !== undefined) {
        this.#untaken.splice(index, 1);
        resolve(event);
      } else if (this.#code !== undefined) {
        reject(new Error(`closed with ${this.#code} instead of ${what}`));
      }
    };
    const timer = setTimeout(() => reject(this.#missing(what, DEADLINE_MS)), DEADLINE_MS);
    this.#wakers.add(look);
    look();
    return await promise.finally(() => {
      clearTimeout(timer);
      this.#wakers.delete(look);
    });
  }

  #missing(what: string, deadlineMs: number): Error {
    const last = this.events.slice(-5).map((event) => JSON.stringify(event).slice(0, 300));
    return new Error(`no ${what} within ${deadlineMs} ms; the last were\n${last.join("\n")}`);
  }
}

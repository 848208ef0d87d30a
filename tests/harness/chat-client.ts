import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Action, ActionName } from "../../src/protocol/actions.ts";
import { CLOSE } from "../../src/protocol/errors.ts";
import type { EventOf, ServerEvent, ServerEventName } from "../../src/protocol/events.ts";
import type { History } from "./history.ts";
import type { Identity } from "./rest.ts";
import { until } from "./wait.ts";

type Sending = Action<"send_message">;
type Fields<N extends ActionName> = Omit<Action<N>, "action" | "ref">;

const ANSWER_MS = 60_000;

let connections = 0;

/**
 * A chat client of the tests' own: it writes its frames by hand and records all it sees, so that a
 * fault of src/client cannot hide one of the server. It keeps cursors and an outbox, comes back by
 * itself, resumes, and repeats what was not answered under the same cids.
 */
export class ChatClient {
  readonly name: string;
  readonly identity: Identity;
  /** The last seq applied, by room. */
  readonly cursors = new Map<string, number>();
  /** Sent and not answered, in the order of sending, by cid. */
  readonly outbox = new Map<string, Sending>();
  readonly closes: number[] = [];
  readonly events: ServerEvent[] = [];
  /** Whether to come back after the server closed or died; off, a close is the end. */
  reconnects = true;
  readonly #urls: readonly string[];
  /** Of the servers: which one is next. */
  #turn: number;
  readonly #history: History;
  readonly #keepEvents: boolean;
  readonly #retryMs: number;
  readonly #headers: Readonly<Record<string, string>>;
  #socket: WebSocket | undefined;
  #connection = "";
  #ready = false;
  #stopped = false;
  #final = false;
  #refs = 0;
  readonly #waiting = new Map<string, (event: ServerEvent) => void>();

  /** `urls`: of one server, or of several that are taken in turn, `first` before all. */
  constructor(
    urls: string | readonly string[],
    identity: Identity,
    history: History,
    options: {
      readonly name?: string;
      readonly keepEvents?: boolean;
      readonly first?: number;
      /** Between a close and the next try. */
      readonly retryMs?: number;
      /** At the upgrade. */
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    this.#urls = typeof urls === "string" ? [urls] : urls;
    this.#turn = options.first ?? 0;
    this.identity = identity;
    this.#history = history;
    this.#keepEvents = options.keepEvents ?? false;
    this.#headers = options.headers ?? {};
    this.#retryMs = options.retryMs ?? 20;
    this.name = options.name ?? identity.user.display_name;
  }

  /** Authenticated, resumed, and not closed since. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Closed for good: stopped here, or told not to come back. */
  get ended(): boolean {
    return this.#stopped || (this.#final && !this.#ready);
  }

  /** To stall it, or cut it off. */
  get socket(): WebSocket | undefined {
    return this.#socket;
  }

  async connect(): Promise<this> {
    this.#open();
    await until(`${this.name} authenticated`, () => this.#ready);
    return this;
  }

  #open(): void {
    const connection = `${this.name}#${++connections}`;
    const url = this.#urls[this.#turn++ % this.#urls.length] ?? "";
    const socket = new WebSocket(url, "crosstalk.v1", { headers: this.#headers });
    this.#connection = connection;
    this.#socket = socket;
    socket.on("open", () => {
      const { identity, name } = this;
      this.#history.record({ kind: "opened", connection, client: name, user: identity.user.id });
      const cursors = Object.fromEntries(this.cursors);
      this.#write({ action: "authenticate", token: identity.token, cursors });
    });
    socket.on("message", (data) => {
      for (const event of JSON.parse(String(data)) as ServerEvent[]) {
        this.#history.record({ kind: "received", connection, event });
        this.#received(event);
      }
    });
    socket.on("error", () => {}); // `close` follows, with what matters
    socket.on("close", (code) => {
      this.#history.record({ kind: "closed", connection, code });
      this.closes.push(code);
      this.#ready = false;
      void this.#comeBack(code);
    });
  }

  async #comeBack(code: number): Promise<void> {
    this.#final = !this.reconnects || (code >= CLOSE.unauthenticated && code < 4000);
    if (this.#stopped || this.#final) return;
    await delay(this.#retryMs);
    if (!this.#stopped) this.#open();
  }

  #write(action: Action): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#history.record({ kind: "sent", connection: this.#connection, action });
    this.#socket.send(JSON.stringify(action));
  }

  #received(event: ServerEvent): void {
    if (this.#keepEvents) this.events.push(event);
    switch (event.event) {
      case "authenticated":
        for (const room of event.rooms) {
          if (!this.cursors.has(room.id)) this.cursors.set(room.id, room.tip.seq);
        }
        this.#ready = true;
        for (const action of this.outbox.values()) this.#write(action);
        break;
      case "room_joined":
      case "room_created":
      case "room_added":
        this.cursors.set(event.room.id, event.tip.seq);
        break;
      case "reset":
        this.cursors.set(event.room_id, event.tip.seq);
        break;
      case "room_left":
      case "room_removed":
      case "room_deleted":
        this.cursors.delete(event.room_id);
        break;
      case "message":
      case "edit":
      case "delete":
      case "reaction":
      case "member":
      case "room":
        this.cursors.set(event.room_id, event.seq);
        break;
      case "ack":
        this.outbox.delete(event.cid);
        break;
      default:
        break;
    }
    const ref = "ref" in event ? event.ref : undefined;
    if (ref === undefined) return;
    if (event.event === "error") this.#refused(ref, event.code);
    this.#waiting.get(ref)?.(event);
    this.#waiting.delete(ref);
  }

  /** What leaves the fate of a send open stays in the outbox, and goes out again. */
  #refused(ref: string, code: EventOf<"error">["code"]): void {
    const action = this.outbox.get(ref);
    if (action === undefined) return;
    if (code !== "unavailable" && code !== "internal") this.outbox.delete(ref);
    else void delay(50).then(() => this.outbox.has(ref) && this.#write(action));
  }

  /** Sends now or, while away, once back; the cid is the ref. */
  send(room: string, cid: string, content: string): void {
    const action = {
      action: "send_message",
      ref: cid,
      room_id: room,
      cid,
      content,
    } as const satisfies Sending;
    this.outbox.set(cid, action);
    if (this.#ready) this.#write(action);
  }

  /** Any action without waiting for what comes of it; lost while away. */
  act<N extends ActionName>(action: N, fields: Fields<N>): void {
    this.#write({ action, ...fields } as unknown as Action);
  }

  /** Any action and its answer: the event with its ref, an error too. */
  async request<N extends ActionName>(action: N, fields: Fields<N>): Promise<ServerEvent> {
    const ref = `${this.name}-${++this.#refs}`;
    const answer = new Promise<ServerEvent>((resolve) => this.#waiting.set(ref, resolve));
    this.#write({ action, ref, ...fields } as unknown as Action);
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`${action}: no answer`)), ANSWER_MS);
    return await Promise.race([answer, promise]).finally(() => clearTimeout(timer));
  }

  /** As `request`, but the answer must be `event`. */
  async expect<N extends ActionName, E extends ServerEventName>(
    event: E,
    action: N,
    fields: Fields<N>,
  ): Promise<EventOf<E>> {
    const answer = await this.request(action, fields);
    if (answer.event === event) return answer as EventOf<E>;
    throw new Error(`${action} was answered ${JSON.stringify(answer)}`);
  }

  /** Leaves for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    socket.resume();
    socket.close();
    await until("closed", () => socket.readyState === WebSocket.CLOSED, 3_000).catch(() =>
      socket.terminate(),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

import type {
  SocketHandlers as ClientHandlers,
  ClientSocket,
  OpenSocket,
} from "../../src/client/ports.ts";
import type { SharedFrame, Socket, SocketHandlers } from "../../src/ports/socket.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import type { Chance } from "./chance.ts";
import type { Machine, Scheduler } from "./scheduler.ts";

export interface NetworkWeather {
  /** One way, up to. */
  delayMs: number;
  /** A byte counts as so many, so that a socket is full without megabytes being made. */
  byteScale: number;
}

/** What a connection reaches: the server that listens at the moment, if one does. */
export interface Listener {
  readonly machine: Machine;
  accept(socket: Socket): Promise<SocketHandlers>;
}

/** Who watches what goes over one connection, as each end sees it. */
export interface Tap {
  opened(): void;
  sent(data: string): void;
  /** Accepted by the server's end. */
  written(text: string): void;
  received(text: string): void;
  closed(code: number): void;
}

export interface NetworkDeps {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly weather: NetworkWeather;
}

const ABNORMAL = 1006;
/** Beyond so many unsent bytes a socket refuses more. */
const UNSENT_BYTES = 8 * 1024 * 1024;
const DRAIN_BYTES = 64 * 1024;
/** A peer that does not answer a close frame is cut off. */
const CLOSE_MS = 10_000;

/** One WebSocket between a client and a server: frames in order, late, stalled, or never. */
export class Link implements Socket {
  readonly #net: NetworkDeps;
  readonly #client: Machine;
  readonly #handlers: ClientHandlers;
  readonly #tap: Tap;
  #server: { readonly machine: Machine; readonly handlers: SocketHandlers } | undefined;
  readonly #toServer: string[] = [];
  readonly #toClient: { readonly text: string; readonly bytes: number }[] = [];
  #bytes = 0;
  #wasFull = false;
  #paused = false;
  #stalled = false;
  /** Set once the server's end has closed: what it had queued still goes out, then this code. */
  #closing: number | undefined;
  #cut = false;
  #clientClosed = false;
  #serverClosed = false;
  #deliveringToServer = false;
  #deliveringToClient = false;

  constructor(net: NetworkDeps, client: Machine, handlers: ClientHandlers, tap: Tap) {
    this.#net = net;
    this.#client = client;
    this.#handlers = handlers;
    this.#tap = tap;
  }

  get open(): boolean {
    return !this.#clientClosed && !this.#cut;
  }

  reaches(machine: Machine): boolean {
    return this.#server?.machine === machine;
  }

  async connect(listener: Listener | undefined): Promise<void> {
    if (listener === undefined || !listener.machine.alive) {
      this.#closeClient(ABNORMAL);
      return;
    }
    try {
      const handlers = await listener.accept(this);
      this.#server = { machine: listener.machine, handlers };
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#closeClient(ABNORMAL);
      return;
    }
    this.#later(this.#client, () => {
      if (!this.open) return;
      this.#tap.opened();
      this.#handlers.opened();
    });
  }

  send(frame: SharedFrame | string): boolean {
    if (this.#closing !== undefined || this.#cut || this.#serverClosed) return false;
    if (this.#bytes > UNSENT_BYTES) return false;
    const text = typeof frame === "string" ? frame : frame.text;
    this.#tap.written(text);
    const bytes = text.length * this.#net.weather.byteScale;
    this.#toClient.push({ text, bytes });
    this.#bytes += bytes;
    if (this.#bytes > DRAIN_BYTES) this.#wasFull = true;
    this.#deliverToClient();
    return true;
  }

  bufferedBytes(): number {
    return this.#bytes;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#deliverToServer();
  }

  close(code: number, _reason: string): void {
    if (this.#closing !== undefined || this.#cut) return;
    this.#closing = code;
    this.#deliverToClient();
    if (this.#server === undefined) return;
    this.#net.scheduler.after(this.#server.machine, CLOSE_MS, () => this.cut());
  }

  terminate(): void {
    this.cut();
  }

  /** The client's end. */
  get client(): ClientSocket {
    return {
      send: (data) => {
        if (!this.open) return;
        this.#tap.sent(data);
        this.#toServer.push(data);
        this.#deliverToServer();
      },
      close: (code) => {
        if (this.#clientClosed) return;
        this.#later(this.#client, () => this.#closeClient(code));
        this.#later(this.#server?.machine, () => this.#closeServer(code));
      },
    };
  }

  /** The client takes nothing in. */
  stall(): void {
    this.#stalled = true;
  }

  unstall(): void {
    if (!this.#stalled) return;
    this.#stalled = false;
    this.#deliverToClient();
  }

  /** Gone, with what was under way; each end learns of it in its own time. */
  cut(): void {
    if (this.#cut) return;
    this.#cut = true;
    this.#later(this.#client, () => this.#closeClient(ABNORMAL));
    this.#later(this.#server?.machine, () => this.#closeServer(ABNORMAL));
  }

  /** The server died: some of what its kernel held still arrives. */
  serverDied(): void {
    this.#toClient.length = this.#net.chance.integer(0, this.#toClient.length);
    this.#closing ??= ABNORMAL;
    this.#deliverToClient();
  }

  #deliverToServer(): void {
    if (this.#deliveringToServer || this.#toServer.length === 0) return;
    this.#deliveringToServer = true;
    this.#later(this.#server?.machine, () => {
      this.#deliveringToServer = false;
      const { chance } = this.#net;
      // What arrives together is read together.
      const count = chance.happens(0.7) ? this.#toServer.length : 1;
      for (const text of this.#toServer.splice(0, count)) {
        if (this.#cut || this.#serverClosed || this.#closing !== undefined) return;
        this.#server?.handlers.message(text);
      }
      if (!this.#paused) this.#deliverToServer();
    });
  }

  #deliverToClient(): void {
    if (this.#deliveringToClient || this.#stalled) return;
    if (this.#toClient.length === 0 && this.#closing === undefined) return;
    this.#deliveringToClient = true;
    this.#later(this.#client, () => {
      this.#deliveringToClient = false;
      if (this.#stalled || this.#cut) return;
      const count = this.#net.chance.happens(0.5) ? this.#toClient.length : 1;
      for (const { text, bytes } of this.#toClient.splice(0, count)) {
        this.#bytes -= bytes;
        this.#receive(text);
      }
      if (this.#toClient.length > 0) this.#deliverToClient();
      else this.#drained();
    });
  }

  #drained(): void {
    if (this.#wasFull) {
      this.#wasFull = false;
      if (!this.#serverClosed && this.#server?.machine.alive) this.#server.handlers.drain();
    }
    if (this.#closing === undefined) return;
    this.#closeClient(this.#closing);
    this.#later(this.#server?.machine, () => this.#closeServer(this.#closing ?? ABNORMAL));
  }

  #receive(text: string): void {
    if (this.#clientClosed || !this.#client.alive) return;
    this.#tap.received(text);
    this.#handlers.received(text);
  }

  #closeClient(code: number): void {
    if (this.#clientClosed) return;
    this.#clientClosed = true;
    this.#tap.closed(code);
    if (this.#client.alive) this.#handlers.closed(code);
  }

  #closeServer(code: number): void {
    if (this.#serverClosed) return;
    this.#serverClosed = true;
    this.#server?.handlers.closed(code);
  }

  #later(machine: Machine | undefined, callback: () => void): void {
    if (machine === undefined) return;
    const { scheduler, chance, weather } = this.#net;
    scheduler.after(machine, chance.between(0, weather.delayMs), callback);
  }
}

/** How a client of the simulation opens its sockets. */
export const simulatedOpen =
  (
    net: NetworkDeps,
    client: Machine,
    options: {
      readonly listener: () => Listener | undefined;
      readonly tap: () => Tap;
      readonly opened: (link: Link) => void;
    },
  ): OpenSocket =>
  (_url, _protocol, handlers) => {
    const link = new Link(net, client, handlers, options.tap());
    options.opened(link);
    net.scheduler.after(client, net.chance.between(0, net.weather.delayMs), () => {
      void link.connect(options.listener());
    });
    return link.client;
  };

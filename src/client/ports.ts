/**
 * What the client needs of its surroundings. `system.ts` and the globals of a browser, Node, Bun or
 * Deno satisfy all of it; a simulation passes its own and drives time, chance and the network.
 */

export interface Timer {
  cancel(): void;
}

export interface ClientClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms`. */
  after(ms: number, callback: () => void): Timer;
}

export interface ClientRandom {
  /** Uniform in [0, 1); for jitter. */
  fraction(): number;
  /** A random UUID: what makes a cid. */
  uuid(): string;
}

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** The part of the standard WebSocket that the client uses. */
export interface ClientSocket {
  send(data: string): void;
  close(code: number, reason: string): void;
}

export interface SocketHandlers {
  opened(): void;
  received(data: unknown): void;
  /** Comes once, last, and after a failure to connect too. */
  closed(code: number): void;
}

/** None of the handlers is called before it returns. */
export type OpenSocket = (url: string, protocol: string, handlers: SocketHandlers) => ClientSocket;

/** Whether the device believes to have a network; `onLine` and its events in a browser. */
export interface Network {
  readonly online: boolean;
  /** Calls back at each change; returns how to stop that. */
  subscribe(changed: () => void): () => void;
}

/** Where a consumer that must miss nothing over restarts keeps its cursors; one account's, by room id. */
export interface CursorStore {
  load(account: string): Promise<Readonly<Record<string, number>>>;
  save(account: string, cursors: Readonly<Record<string, number>>): Promise<void>;
}

/** Lets one at a time of all tabs (processes) that share a storage do something. */
export interface Exclusive {
  /** Runs `work` once this is the only holder of `name`; rejects with the signal's reason when it aborts before. */
  run(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void>;
}

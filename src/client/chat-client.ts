import type { EventOf } from "../protocol/events.ts";
import type { RoomSummary } from "../protocol/rooms.ts";
import type { User } from "../protocol/users.ts";
import type { ClientEvents } from "./client-events.ts";
import type { ConnectionState } from "./connection-state.ts";
import { Emitter } from "./emitter.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxItem } from "./outbox-item.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type {
  ClientClock,
  ClientRandom,
  CursorStore,
  Exclusive,
  Fetch,
  Network,
  OpenSocket,
} from "./ports.ts";
import type { CallAnswer, RestClient } from "./rest-client.ts";
import type { Session } from "./session.ts";

export interface ChatClientOptions {
  /** Origin of the server, such as `location.origin` or `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where sends wait; memory by default, IndexedDBOutboxStore in browsers. */
  readonly outboxStore?: OutboxStore;
  /** Only for consumers that keep what they received: others begin at the tip of each room. */
  readonly cursorStore?: CursorStore;
  /** Sends of one room in flight: 1 (default) keeps their order through any failure, up to 32 is faster. */
  readonly sendWindow?: number;
  readonly network?: Network;
  readonly exclusive?: Exclusive;
  readonly fetch?: Fetch;
  readonly credentials?: "same-origin" | "include";
  readonly openSocket?: OpenSocket;
  readonly clock?: ClientClock;
  readonly random?: ClientRandom;
}

/** Which page of history; with neither: the newest. */
export interface HistoryWindow {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  /** Messages, 1–100; 50 by default. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/**
 * Everything an app or a bot needs: sign in through `session`, `start()`, listen, act.
 * Actions reject with `ProtocolError`; without a connection they are `unavailable` at once, but for
 * `send`, which waits in the outbox.
 */
export class ChatClient extends Emitter<ClientEvents> {
  readonly rest: RestClient;
  readonly session: Session;
  readonly outbox: Outbox;

  constructor(options: ChatClientOptions) {
    super();
    void options;
    throw new Error("not there yet");
  }

  /** The connection as it is now; `state` events tell each change. */
  get state(): ConnectionState {
    return { status: "closed", attempt: 0, reason: "stopped" };
  }
  get user(): User | undefined {
    return this.session.user;
  }
  /** As of the last (re)connect; changes since then come as events. */
  get rooms(): readonly RoomSummary[] {
    return [];
  }

  /** Connects and stays connected; needs a signed-in session. Harmless when started. Resolves once the outbox is loaded, online or not. */
  async start(): Promise<void> {}
  /** Disconnects; the outbox and the session stay. */
  stop(): void {}
  /** Stops, ends the session, forgets outbox and cursors. */
  async logout(): Promise<void> {}
  /** Connects now instead of at `retryAt`. */
  retryNow(): void {}
  /** Makes sure of a connection that may have died unnoticed: after sleep, or when a page is shown again. */
  probe(): void {}

  /** Never rejects: what became of it is in the outbox (`outbox.settled(item.cid)` for those who wait). */
  send(roomId: string, content: string, options: { replyTo?: number } = {}): OutboxItem {
    return this.outbox.enqueue(roomId, content, options);
  }
  async edit(roomId: string, seq: number, content: string): Promise<EventOf<"ack">> {
    throw new Error(roomId + seq + content);
  }
  async delete(roomId: string, seq: number): Promise<EventOf<"ack">> {
    throw new Error(roomId + seq);
  }
  async react(roomId: string, seq: number, emoji: string, on: boolean): Promise<EventOf<"ack">> {
    throw new Error(roomId + seq + emoji + on);
  }
  /** Call at each keystroke: told at most once per 3 s, and `false` only after a `true`. Never rejects. */
  typing(roomId: string, on: boolean): void {
    void roomId;
    void on;
  }
  /** Moves the read mark; calls of a moment are joined, repeated after a reconnect, never moved back. Never rejects. */
  markRead(roomId: string, seq: number): void {
    void roomId;
    void seq;
  }
  /** From now on, reconnects included, presence and typing of this room come. */
  async openRoom(roomId: string): Promise<EventOf<"presence_state">> {
    throw new Error(roomId);
  }
  async closeRoom(roomId: string): Promise<void> {
    throw new Error(roomId);
  }
  async join(room: { room_id: string } | { name: string }): Promise<EventOf<"room_joined">> {
    throw new Error(String(room));
  }
  async leave(roomId: string): Promise<void> {
    throw new Error(roomId);
  }
  async createRoom(room: {
    name: string;
    kind: "public" | "private" | "ephemeral";
    topic?: string;
  }): Promise<EventOf<"room_created">> {
    throw new Error(room.name);
  }
  /** Changes the user's own display name. */
  async rename(displayName: string): Promise<User> {
    throw new Error(displayName);
  }
  async history(roomId: string, window: HistoryWindow = {}): Promise<CallAnswer<"messages">> {
    throw new Error(roomId + window.limit);
  }
  async search(query: {
    q: string;
    room_id?: string;
    from?: string;
    cursor?: string;
    limit?: number;
    signal?: AbortSignal;
  }): Promise<CallAnswer<"search">> {
    throw new Error(query.q);
  }
}

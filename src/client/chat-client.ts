import { ProtocolError } from "../protocol/errors.ts";
import type { EventOf } from "../protocol/events.ts";
import type { RoomSummary } from "../protocol/rooms.ts";
import type { User } from "../protocol/users.ts";
import type { ChatClientOptions } from "./chat-client-options.ts";
import type { ClientEvents } from "./client-events.ts";
import { Connection } from "./connection.ts";
import type { ConnectionState } from "./connection-state.ts";
import { CursorKeeper } from "./cursor-keeper.ts";
import { Emitter } from "./emitter.ts";
import { routeEvent } from "./event-router.ts";
import { Feed } from "./feed.ts";
import { followFeed } from "./feed-followers.ts";
import { Files } from "./files.ts";
import { OpenRooms } from "./open-rooms.ts";
import { Outbox } from "./outbox/outbox.ts";
import type { OutboxItem, SendOptions } from "./outbox/outbox-item.ts";
import { MemoryOutboxStore } from "./outbox/outbox-store.ts";
import type { HistoryWindow, SearchTerms } from "./queries.ts";
import { ReadMarks } from "./read-marks.ts";
import { type CallAnswer, RestClient } from "./rest-client.ts";
import { sendFrame } from "./send-frame.ts";
import { Session } from "./session.ts";
import { alone, openWebSocket, systemClock, systemNetwork, systemRandom } from "./system.ts";
import { TypingSignal } from "./typing-signal.ts";
import { Uploads } from "./uploads.ts";

/**
 * Everything an app or a bot needs: sign in through `session`, `start()`, listen, act.
 * Actions reject with `ProtocolError`; without a connection they are `unavailable` at once, but for
 * `send`, which waits in the outbox.
 */
export class ChatClient extends Emitter<ClientEvents> {
  readonly rest: RestClient;
  readonly session: Session;
  readonly outbox: Outbox;
  readonly files: Files;
  readonly uploads: Uploads;
  readonly #connection: Connection;
  readonly #feed: Feed;
  readonly #cursors: CursorKeeper | undefined;
  readonly #typing: TypingSignal;
  readonly #readMarks: ReadMarks;
  readonly #openRooms: OpenRooms;
  #rooms: readonly RoomSummary[] = [];
  /** Whose cursors and sends these are. */
  #account: string | undefined;

  constructor(options: ChatClientOptions) {
    super();
    const clock = options.clock ?? systemClock;
    const random = options.random ?? systemRandom;
    this.rest = new RestClient(options);
    this.session = new Session(this.rest, clock);
    this.files = new Files({ ...options, tokens: this.session, clock });
    this.uploads = new Uploads(this.files);
    this.#feed = new Feed({
      clock,
      random,
      fetchEntries: (roomId, after) =>
        this.rest.call("entries", { params: { room_id: roomId }, query: { after, limit: 100 } }),
    });
    this.#connection = new Connection({
      url: options.url,
      tokens: this.session,
      cursors: () => this.#feed.cursors(),
      openSocket: options.openSocket ?? openWebSocket,
      network: options.network ?? systemNetwork,
      clock,
      random,
    });
    this.outbox = new Outbox({
      store: options.outboxStore ?? new MemoryOutboxStore(),
      exclusive: options.exclusive ?? alone,
      window: options.sendWindow ?? 1,
      uploads: this.uploads,
      transmit: (send) => this.#connection.request(sendFrame(send)),
      cursor: (roomId) => this.#feed.cursor(roomId),
      clock,
      random,
    });
    if (options.cursorStore !== undefined) {
      this.#cursors = new CursorKeeper(options.cursorStore, clock, () => this.#feed.cursors());
    }
    this.#openRooms = new OpenRooms((action) => this.#connection.request(action));
    this.#typing = new TypingSignal(clock, (room_id, on) =>
      this.#connection.notify({ action: "typing", room_id, on }),
    );
    this.#readMarks = new ReadMarks(clock, (room_id, seq) =>
      this.#connection.notify({ action: "read", room_id, seq }),
    );
    this.#wire();
  }

  /** The connection as it is now; `state` events tell each change. */
  get state(): ConnectionState {
    return this.#connection.state;
  }
  get user(): User | undefined {
    return this.session.user;
  }
  /** As of the last (re)connect; changes since then come as events. */
  get rooms(): readonly RoomSummary[] {
    return this.#rooms;
  }
  /**
   * Connects and stays connected, from then on resuming where it was; needs a signed-in session.
   * Resolves once the outbox is loaded, online or not. Harmless when started.
   */
  async start(): Promise<void> {
    const account = this.session.user?.id;
    if (account === undefined) throw new ProtocolError("unauthenticated", "nobody is signed in");
    if (account !== this.#account) {
      this.#forget();
      this.#account = account;
      const restored = await this.#cursors?.load(account);
      // Signed out again meanwhile.
      if (this.#account !== account) return;
      this.#feed.restore(restored ?? {});
      this.#connection.start();
      // Beside the connection, which sends nothing before the store has been read.
      await this.outbox.open(account);
      return;
    }
    this.#connection.start();
  }

  /** Disconnects; session, outbox and cursors stay. */
  stop(): void {
    this.#connection.stop();
    void this.#cursors?.save();
  }

  /** Disconnects and ends the session; outbox and cursors of the account are forgotten. */
  async logout(): Promise<void> {
    this.#connection.stop();
    await Promise.allSettled([this.outbox.clear(), this.#cursors?.clear()]);
    this.#forget();
    await this.session.logout();
  }

  /** The server's clock, as its answers to pings tell it (`probe` asks for one); ours until the first. */
  serverNow(): number {
    return this.#connection.serverNow();
  }

  /** Connects now instead of at `retryAt`. */
  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Makes sure of a connection that may have died unnoticed: after sleep, or when a page is shown again. */
  probe(): void {
    this.#connection.probe();
  }

  /** Shown at once, sent in its turn; what becomes of it is in the outbox (`outbox.settled(item.cid)` for those who wait). Throws when nobody is signed in. */
  send(roomId: string, content: string, options: SendOptions = {}): OutboxItem {
    // The message says that the typing is over.
    this.#typing.forget(roomId);
    return this.outbox.enqueue(roomId, content, options);
  }

  edit(roomId: string, seq: number, content: string): Promise<EventOf<"ack">> {
    return this.#connection.request({ action: "edit_message", room_id: roomId, seq, content });
  }

  delete(roomId: string, seq: number): Promise<EventOf<"ack">> {
    return this.#connection.request({ action: "delete_message", room_id: roomId, seq });
  }

  react(roomId: string, seq: number, emoji: string, on: boolean): Promise<EventOf<"ack">> {
    return this.#connection.request({ action: "react", room_id: roomId, seq, emoji, on });
  }

  /** Call at each keystroke: told at most once per 3 s, and `false` only after a `true`. */
  typing(roomId: string, on: boolean): void {
    if (this.#connection.online) this.#typing.set(roomId, on);
  }

  /** Moves the read mark; calls of a moment are joined, repeated after a reconnect, never moved back. */
  markRead(roomId: string, seq: number): void {
    this.#readMarks.mark(roomId, seq);
  }

  /** Call when the page goes: read marks that wait for more are told at once. */
  hurry(): void {
    this.#readMarks.hurry();
  }

  /**
   * From now on, reconnects included, presence and typing of this room come, and what becomes of its members (from
   * a server that tells it); also told as `presence_state`.
   */
  openRoom(roomId: string): Promise<EventOf<"presence_state">> {
    return this.#openRooms.open(roomId);
  }

  async closeRoom(roomId: string): Promise<void> {
    this.#openRooms.forget(roomId);
    await this.#connection.request({ action: "close_room", room_id: roomId });
  }

  join(room: { room_id: string } | { name: string }): Promise<EventOf<"room_joined">> {
    return this.#connection.request({ action: "join_room", ...room });
  }

  async leave(roomId: string): Promise<void> {
    await this.#connection.request({ action: "leave_room", room_id: roomId });
  }

  createRoom(room: {
    name: string;
    kind: "public" | "private" | "ephemeral";
    topic?: string;
  }): Promise<EventOf<"room_created">> {
    return this.#connection.request({ action: "create_room", ...room });
  }

  /** Changes the user's own display name. */
  async rename(displayName: string): Promise<User> {
    const answer = await this.#connection.request({
      action: "update_username",
      display_name: displayName,
    });
    return answer.user;
  }

  history(roomId: string, window: HistoryWindow = {}): Promise<CallAnswer<"messages">> {
    const { signal, ...query } = window;
    return this.rest.call("messages", {
      params: { room_id: roomId },
      query,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  search(terms: SearchTerms): Promise<CallAnswer<"search">> {
    const { signal, ...query } = terms;
    return this.rest.call("search", { query, ...(signal === undefined ? {} : { signal }) });
  }

  #wire(): void {
    const targets = {
      listeners: this,
      feed: this.#feed,
      outbox: this.outbox,
      session: this.session,
      readMarks: this.#readMarks,
      typing: this.#typing,
      openRooms: this.#openRooms,
    };
    this.#connection.on("event", (event) => routeEvent(event, targets));
    this.#connection.on("authenticated", (event) => {
      this.#rooms = event.rooms;
      this.session.update(event.user);
      for (const room of event.rooms) this.#readMarks.confirmed(room.id, room.read.seq);
      this.emit("rooms", event.rooms);
      this.#feed.connected(event.rooms);
    });
    this.#connection.on("state", (state) => {
      if (state.status === "online") this.#connected();
      else this.#disconnected();
      // Whether only this connection has ended or the session too is for the cookie to say.
      if (state.reason === "unauthenticated") this.session.resume().catch(() => undefined);
      this.emit("state", state);
    });
    followFeed(this.#feed, { listeners: this, outbox: this.outbox, cursors: this.#cursors });
    this.outbox.on("changed", (item) => this.emit("outbox", { room_id: item.room_id, item }));
    this.session.on("user", (user) => {
      // Signed out, by the server too, or another one signed in (in another tab, with the same cookie).
      if (user?.id !== this.#account) this.#connection.stop();
      this.emit("user", user);
    });
  }

  #connected(): void {
    this.outbox.connected();
    this.#readMarks.connected();
    this.#openRooms.connected();
  }

  #disconnected(): void {
    this.#feed.disconnected();
    this.outbox.disconnected();
    this.#typing.forget();
  }

  /** Everything that belongs to an account. */
  #forget(): void {
    this.#account = undefined;
    this.#rooms = [];
    this.#openRooms.clear();
    this.#feed.clear();
    this.#readMarks.forget();
    this.uploads.cancelAll();
    this.outbox.close();
  }
}

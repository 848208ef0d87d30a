import type { ClientEvents } from "../../../src/client/client-events.ts";
import type { ConnectionState } from "../../../src/client/connection-state.ts";
import { Emitter } from "../../../src/client/emitter.ts";
import type { OutboxItem } from "../../../src/client/outbox/outbox-item.ts";
import type { HistoryWindow, SearchTerms } from "../../../src/client/queries.ts";
import type { Entry, MemberEntry, Message, SearchHit } from "../../../src/protocol/entries.ts";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import type { EventOf } from "../../../src/protocol/events.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import type { User } from "../../../src/protocol/users.ts";
import type { ChatPort } from "../stores/chat-port.ts";
import { COMPANY, INVITES, ME, NOW, SESSIONS, type World } from "./fixtures.ts";
import { paintedFile } from "./painted-file.ts";

const ACK_MS = 120;
const PAGE_MS = 150;
const HITS = 20;
interface Asked {
  readonly params?: { readonly room_id?: string };
  readonly query?: { readonly query?: string; readonly q?: string };
}
type Base = Omit<MemberEntry, "event" | "change" | "user">;
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Stands in for a ChatClient on the story page: an echo of a server, in memory, with a few people in
 * it. It keeps the events' order, not the protocol's guarantees.
 */
export class FakeChat extends Emitter<ClientEvents> implements ChatPort {
  readonly user: User;
  readonly #world: World;
  readonly #rooms: Map<string, RoomSummary>;
  readonly #messages: Map<string, Message[]>;
  #state: ConnectionState = { status: "online", attempt: 0 };
  #items: OutboxItem[] = [];
  #cid = 1;

  constructor(user: User = ME, world: World = COMPANY) {
    super();
    this.user = user;
    this.#world = world;
    this.#messages = new Map([...world.history].map(([id, list]) => [id, [...list]]));
    this.#rooms = new Map(
      world.rooms.map((room) => {
        const n = this.#messages.get(room.id)?.length ?? room.unread;
        const read = Math.max(0, n - room.unread);
        const tip = { seq: n, n };
        return [room.id, { ...room, tip, read: { seq: read, n: read } }];
      }),
    );
  }

  readonly session: ChatPort["session"] = {
    user: undefined,
    resume: async () => this.user,
    presume: () => undefined,
    login: async () => this.user,
    register: async () => this.user,
    guest: async () => this.user,
    upgrade: async () => this.user,
    logout: async () => undefined,
    on: () => () => undefined,
  };
  readonly outbox: ChatPort["outbox"] = {
    items: (roomId) => this.#items.filter((item) => item.room_id === roomId),
    all: () => this.#items,
    countUnsent: async () => this.#items.filter(({ state }) => state !== "sent").length,
    retry: (cid) => this.#change(cid, { state: "sending" }),
    discard: (cid) => {
      const item = this.#items.find((i) => i.cid === cid);
      this.#items = this.#items.filter((i) => i.cid !== cid);
      if (item) this.emit("outbox", { room_id: item.room_id, item });
    },
  };
  readonly files: ChatPort["files"] = { download: paintedFile };
  readonly uploads: ChatPort["uploads"] = {
    upload: async ({ key, name, blob }) => ({ id: key, name, size: blob.size, mime: blob.type }),
    cancel: () => undefined,
    on: () => () => undefined,
  };
  readonly rest = {
    call: (name: string, { params = {}, query = {} }: Asked) =>
      this.#call(name, params.room_id, (query.query ?? query.q ?? "").toLowerCase()),
  } as ChatPort["rest"];

  get state(): ConnectionState {
    return this.#state;
  }
  get rooms(): readonly RoomSummary[] {
    return [...this.#rooms.values()];
  }
  /** Moves the connection into a state, for the stories of the bar and the outbox. */
  setState(state: ConnectionState): void {
    this.#state = state;
    this.emit("state", state);
  }
  /** Puts something on its way that stays there. */
  hold(item: Pick<OutboxItem, "room_id" | "content" | "state"> & Partial<OutboxItem>): void {
    const full: OutboxItem = {
      account: this.user.id,
      cid: `held-${this.#cid++}`,
      queued_at: NOW,
      ...item,
    };
    this.#items = [...this.#items, full];
    this.emit("outbox", { room_id: full.room_id, item: full });
  }
  typist(roomId: string, index: number): void {
    const user = this.#world.people[index] ?? this.user;
    const who = { user_id: user.id, display_name: user.display_name };
    this.emit("typing", { event: "typing", room_id: roomId, ...who, on: true });
  }
  /** Somebody else writes. */
  receive(roomId: string, content: string, index = 1): void {
    this.#append(roomId, this.#world.people[index] ?? this.user, content, `in-${this.#cid++}`);
  }

  async start(): Promise<void> {
    this.emit("rooms", this.rooms);
    this.emit("state", this.#state);
  }
  stop(): void {}
  async logout(): Promise<void> {}
  retryNow(): void {
    this.setState({ status: "online", attempt: 0 });
  }
  serverNow(): number {
    return Date.now();
  }
  probe(): void {}
  send(roomId: string, content: string): OutboxItem {
    const cid = `own-${this.#cid++}`;
    const offline = this.#state.status !== "online";
    const item: OutboxItem = {
      account: this.user.id,
      room_id: roomId,
      cid,
      content,
      queued_at: Date.now(),
      state: offline ? "queued" : "sending",
    };
    this.#items = [...this.#items, item];
    this.emit("outbox", { room_id: roomId, item });
    if (!offline) {
      setTimeout(() => {
        this.#items = this.#items.filter((i) => i.cid !== cid);
        this.#append(roomId, this.user, content, cid);
        this.emit("outbox", { room_id: roomId, item: { ...item, state: "sent" } });
      }, ACK_MS);
    }
    return item;
  }
  edit(roomId: string, seq: number, content: string): Promise<EventOf<"ack">> {
    return this.#enter(roomId, (base) => ({ event: "edit", ...base, target: seq, content }));
  }
  delete(roomId: string, seq: number): Promise<EventOf<"ack">> {
    return this.#enter(roomId, (base) => ({ event: "delete", ...base, target: seq }));
  }
  react(roomId: string, seq: number, emoji: string, on: boolean): Promise<EventOf<"ack">> {
    return this.#enter(roomId, (base) => ({ event: "reaction", ...base, target: seq, emoji, on }));
  }
  typing(): void {}
  markRead(roomId: string, seq: number): void {
    const n = this.#rooms.get(roomId)?.tip.n ?? 0;
    this.emit("read", { event: "read", room_id: roomId, seq, n });
  }
  async openRoom(roomId: string): Promise<EventOf<"presence_state">> {
    const users = this.#world.people
      .filter((_, i) => i % 2 === 0)
      .map(({ id, display_name }) => ({
        id,
        display_name,
      }));
    const event = {
      event: "presence_state" as const,
      room_id: roomId,
      online: users.length,
      users,
    };
    this.emit("presence_state", event);
    return event;
  }
  async closeRoom(_roomId: string): Promise<void> {}
  async join(): Promise<EventOf<"room_joined">> {
    throw new ProtocolError("not_found", "no such room");
  }
  async leave(roomId: string): Promise<void> {
    this.emit("room_left", { event: "room_left", room_id: roomId });
  }
  async createRoom(): Promise<EventOf<"room_created">> {
    throw new ProtocolError("conflict", "a room of this name exists already");
  }
  async rename(display_name: string): Promise<User> {
    return { ...this.user, display_name };
  }
  async search({ q = "", room_id }: SearchTerms): Promise<{ hits: SearchHit[] }> {
    await later(PAGE_MS);
    const all = [...this.#messages.values()].flat();
    const hits = all
      .filter((message) => room_id === undefined || message.room_id === room_id)
      .flatMap((message): SearchHit[] => {
        const { content = "" } = message;
        const at = content.toLowerCase().indexOf(q.toLowerCase());
        const ranges: [number, number][] = [[at, at + q.length]];
        return at === -1 ? [] : [{ message, room_id: message.room_id, snippet: content, ranges }];
      });
    return { hits: hits.slice(0, HITS) };
  }
  async history(roomId: string, window: HistoryWindow = {}) {
    await later(PAGE_MS);
    const all = this.#messages.get(roomId) ?? [];
    const limit = window.limit ?? 50;
    const from =
      window.around !== undefined
        ? Math.max(0, window.around - Math.floor(limit / 2))
        : (window.after ?? Math.max(0, (window.before ?? all.length + 1) - 1 - limit));
    const to = window.before !== undefined ? window.before - 1 : Math.min(all.length, from + limit);
    return {
      messages: all.slice(from, to),
      tip: this.#rooms.get(roomId)?.tip ?? { seq: 0, n: 0 },
      has_before: from > 0,
      has_after: to < all.length,
    };
  }

  #change(cid: string, to: Partial<OutboxItem>): void {
    this.#items = this.#items.map((item) => (item.cid === cid ? { ...item, ...to } : item));
    const item = this.#items.find((i) => i.cid === cid);
    if (item) this.emit("outbox", { room_id: item.room_id, item });
  }
  #base(roomId: string, sender: User, message: boolean): Base {
    const tip = this.#rooms.get(roomId)?.tip ?? { seq: 0, n: 0 };
    return {
      room_id: roomId,
      seq: tip.seq + 1,
      n: tip.n + Number(message),
      id: `${roomId}-${tip.seq + 1}`,
      at: Date.now(),
      server_id: "node-1",
      sender: { id: sender.id, display_name: sender.display_name },
    };
  }
  #tell(entry: Entry): void {
    const room = this.#rooms.get(entry.room_id);
    if (room) this.#rooms.set(room.id, { ...room, tip: { seq: entry.seq, n: entry.n } });
    this.emit("entry", entry);
    if (entry.event === "message") this.emit("message", entry);
  }
  #append(roomId: string, sender: User, content: string, cid: string): void {
    const base = this.#base(roomId, sender, true);
    this.#messages.get(roomId)?.push({ ...base, cid, content, reactions: [] });
    this.#tell({ event: "message", ...base, cid, content });
  }
  async #enter(roomId: string, make: (base: Base) => Entry): Promise<EventOf<"ack">> {
    await later(ACK_MS);
    const entry = make(this.#base(roomId, this.user, false));
    this.#tell(entry);
    const { id, seq, n, at } = entry;
    return { event: "ack", room_id: roomId, cid: id, id, seq, n, at };
  }
  async #call(name: string, roomId: string | undefined, beginning: string): Promise<unknown> {
    const { people, rooms, members } = this.#world;
    const open = rooms.filter(({ kind }) => kind === "public" || kind === "ephemeral");
    await later(PAGE_MS);
    switch (name) {
      case "members":
        return { members };
      case "discoverRooms":
        return { rooms: open.filter((room) => room.name.startsWith(beginning)) };
      case "searchUsers":
        return {
          users: people.filter((user) => user.display_name.toLowerCase().startsWith(beginning)),
        };
      case "rooms":
        return { rooms: this.rooms };
      case "room":
        return { room: rooms.find((room) => room.id === roomId) };
      case "sessions":
        return { sessions: SESSIONS };
      case "blocked":
        return { users: people.slice(4, 5) };
      case "invites":
        return { invites: INVITES };
      case "inviteCard": {
        const [room = { id: "", name: "", kind: "public", members: 0 }] = rooms;
        const { id, name, kind, members } = room;
        return { invite: { ...INVITES[0], room: { id, name, kind, members } } };
      }
      case "reactors":
        return { users: people.slice(0, 3) };
      default:
        throw new ProtocolError("not_found", "not in stories");
    }
  }
}

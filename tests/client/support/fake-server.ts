import type { OpenSocket, SocketHandlers } from "../../../src/client/ports.ts";
import type { Action } from "../../../src/protocol/actions.ts";
import type { ServerEvent } from "../../../src/protocol/events.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import type { User } from "../../../src/protocol/users.ts";

export const user: User = {
  id: "u1",
  kind: "member",
  username: "ana",
  display_name: "Ana",
  role: "user",
  created_at: 0,
};

export const roomSummary = (id: string, seq = 0): RoomSummary => ({
  id,
  name: id,
  kind: "public",
  created_by: "u1",
  created_at: 0,
  members: 1,
  online: 1,
  tip: { seq, n: seq },
  read: { seq: 0, n: 0 },
  unread: seq,
  unread_mentions: 0,
});

/** The server's end of one connection. */
export class FakeLink {
  readonly url: string;
  readonly sent: Action[] = [];
  /** What the client closed it with. */
  closedByClient: number | undefined;
  readonly #handlers: SocketHandlers;

  constructor(url: string, handlers: SocketHandlers) {
    this.url = url;
    this.#handlers = handlers;
  }

  opened(): void {
    this.#handlers.opened();
  }
  say(...events: ServerEvent[]): void {
    this.#handlers.received(JSON.stringify(events));
  }
  sayRaw(data: unknown): void {
    this.#handlers.received(data);
  }
  close(code: number): void {
    this.#handlers.closed(code);
  }
  /** The last frame of this action; fails the test when there is none. */
  last<N extends Action["action"]>(action: N): Action<N> {
    const found = this.sent.findLast((frame) => frame.action === action);
    if (found === undefined) throw new Error(`no ${action} was sent`);
    return found as Action<N>;
  }
  count(action: Action["action"]): number {
    return this.sent.filter((frame) => frame.action === action).length;
  }
  /** Opens and answers `authenticate`. */
  accept(rooms: readonly RoomSummary[] = []): void {
    this.opened();
    const { ref } = this.last("authenticate");
    this.say({
      event: "authenticated",
      ...(ref === undefined ? {} : { ref }),
      connection_id: "c1",
      server_id: "s1",
      user,
      expires_in: 600,
      rooms: [...rooms],
    });
  }
}

/** Stands where the network would be: only for the client's own decisions. tests/client has the real server. */
export class FakeServer {
  readonly links: FakeLink[] = [];

  readonly open: OpenSocket = (url, _protocol, handlers) => {
    const link = new FakeLink(url, handlers);
    this.links.push(link);
    return {
      send: (data) => {
        link.sent.push(JSON.parse(data) as Action);
      },
      close: (code) => {
        link.closedByClient = code;
      },
    };
  };

  /** The newest connection. */
  get link(): FakeLink {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error("nobody connected");
    return link;
  }
}

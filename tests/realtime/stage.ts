import { randomBytes } from "node:crypto";
import type { Entry } from "../../src/protocol/entries.ts";
import type { EventOf } from "../../src/protocol/events.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { adminToken, guest, type Identity, login, Rest, register } from "../harness/rest.ts";
import { readRoom } from "../harness/stored-room.ts";
import { until } from "../harness/wait.ts";
import { Connection, type DialOptions } from "./connection.ts";
import type { Target } from "./target.ts";

/** Someone with a socket. */
export interface Person {
  readonly identity: Identity;
  readonly id: string;
  readonly token: string;
  readonly socket: Connection;
  /** What `authenticated` said. */
  readonly welcome: EventOf<"authenticated">;
}

interface ConnectOptions extends DialOptions {
  readonly cursors?: Readonly<Record<string, number>>;
  /** Which server; the next one by default. */
  readonly at?: number;
  readonly members?: boolean;
}

/** Unique over runs and cases: names of public rooms and users are. */
export const unique = (prefix: string): string => `${prefix}-${randomBytes(4).toString("hex")}`;

/** What one case needs: its own people and rooms on a target that it shares with others. */
export class Stage implements AsyncDisposable {
  readonly target: Target;
  readonly #connections: Connection[] = [];
  #turn = 0;

  constructor(target: Target) {
    this.target = target;
  }

  rest(i?: number): Rest {
    return new Rest(this.target.address(this.#at(i)));
  }

  account(name = "user"): Promise<Identity> {
    return register(this.rest(), unique(name));
  }

  /** Another session of the same account. */
  again({ user }: Identity): Promise<Identity> {
    return login(this.rest(), user.username ?? "");
  }

  async dial({ at, ...options }: DialOptions & { readonly at?: number } = {}): Promise<Connection> {
    const connection = await Connection.dial(this.target.address(this.#at(at)), options);
    this.#connections.push(connection);
    return connection;
  }

  /** A socket that has authenticated. */
  async connect(
    identity: Identity,
    { cursors, members, ...options }: ConnectOptions = {},
  ): Promise<Person> {
    const socket = await this.dial(options);
    const welcome = await socket.do(
      "authenticate",
      { token: identity.token, ...(cursors && { cursors }), ...(members && { members }) },
      "authenticated",
    );
    return { identity, id: identity.user.id, token: identity.token, socket, welcome };
  }

  /** A new account with a socket. */
  async person(name?: string): Promise<Person> {
    return await this.connect(await this.account(name));
  }

  async people<const N extends readonly string[]>(
    ...names: N
  ): Promise<{ [K in keyof N]: Person }> {
    return (await Promise.all(names.map((name) => this.person(name)))) as {
      [K in keyof N]: Person;
    };
  }

  /** A new guest: the cheapest of users, without a password to be hashed. */
  visitor(displayName?: string): Promise<Identity> {
    return guest(this.rest(), displayName);
  }

  async guest(displayName?: string): Promise<Person> {
    return await this.connect(await this.visitor(displayName));
  }

  /** A room of `owner` that the others are in, with their sockets in it. */
  async room(
    kind: "public" | "private" | "ephemeral",
    owner: Person,
    ...others: readonly Person[]
  ): Promise<Room> {
    const { room } = await owner.socket.do(
      "create_room",
      { name: unique("r"), kind },
      "room_created",
    );
    for (const other of others) {
      if (kind === "private") {
        await this.invite(room.id, owner, other);
        await other.socket.next("room_added");
      } else {
        await other.socket.do("join_room", { room_id: room.id }, "room_joined");
      }
      await owner.socket.next("member", { room_id: room.id });
    }
    return room;
  }

  async invite(roomId: string, { token }: Person, { id }: Pick<Person, "id">): Promise<void> {
    await this.rest().ok("POST", `/api/rooms/${roomId}/members`, { token, body: { user_id: id } });
  }

  /** Resolves once so many are online for every server; each hears a moment later of those on the others. */
  async online({ token }: Person, roomId: string, online: number): Promise<void> {
    for (const address of this.target.addresses) {
      const rest = new Rest(address);
      await until(`${online} are online`, async () => {
        const path = `/api/rooms/${roomId}`;
        return (await rest.ok<{ room: Room }>("GET", path, { token })).room.online === online;
      });
    }
  }

  /** The direct room of two, both having been told of it. */
  async direct(one: Person, other: Person): Promise<Room> {
    const body = { user_id: other.id };
    const { room } = await this.rest().ok<{ room: Room }>("POST", "/api/rooms/direct", {
      token: one.token,
      body,
    });
    for (const { socket } of [one, other]) await socket.next("room_added");
    return room;
  }

  /** A message that was acked. */
  async say(
    { socket }: Person,
    roomId: string,
    content = "hello",
    more: object = {},
  ): Promise<EventOf<"ack">> {
    return await socket.do("send_message", { room_id: roomId, content, ...more }, "ack");
  }

  /** The whole log of a room, as REST tells it. */
  async entries(roomId: string, { token }: Pick<Person, "token">): Promise<readonly Entry[]> {
    return (await readRoom(this.rest(), token, roomId)).entries;
  }

  async admin<T>(method: string, path: string, body?: object): Promise<T> {
    const token = await adminToken(this.rest());
    return await this.rest().ok<T>(method, `/api/admin${path}`, { token, ...(body && { body }) });
  }

  /** That server, or the next. */
  #at(i: number | undefined): number {
    if (i !== undefined) return i;
    this.#turn += 1;
    return this.#turn;
  }

  /** Leaves, and throws what the connections of the case had to object to. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.cut();
    const faults = this.#connections.flatMap((connection) => connection.faults);
    if (faults.length > 0)
      throw new Error(`against the contract:\n${faults.slice(0, 20).join("\n")}`);
  }
}

/** A new stage for each case. */
export type SetStage = () => Stage;

import { Agent, request as httpRequest } from "node:http";
import type { ServerEvent } from "../../src/protocol/events.ts";
import type { Chat } from "./chat.ts";
import { digestCrosstalk } from "./tally.ts";
import { frame, LoadSocket } from "./websocket.ts";

const PING_MS = 20_000;
/** Less than any server keeps an idle connection: none is used that is being closed. */
const IDLE_MS = 2_000;
const PING = frame('{"action":"ping"}');

/** Guests cost no password hash, and each is a user of its own. With several servers they take turns. */
export class Crosstalk implements Chat {
  readonly name = "crosstalk";
  readonly tokens: string[];
  readonly #ports: readonly number[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32, timeout: IDLE_MS });
  readonly #sockets = new Set<LoadSocket>();
  #cids = 0;

  /** With the tokens of another: the same users. */
  constructor(ports: readonly number[], tokens: string[] = []) {
    this.#ports = ports;
    this.tokens = tokens;
    setInterval(() => this.#ping(), PING_MS).unref();
  }

  /** Where the user `index` connects. */
  #portOf(index: number): number {
    return this.#ports[index % this.#ports.length] ?? 0;
  }

  /** Setting ten thousand users up may take longer than a server waits for a sign of life. */
  #ping(): void {
    for (const socket of this.#sockets) {
      if (socket.closed) this.#sockets.delete(socket);
      else socket.write(PING);
    }
  }

  /** One call over kept-alive connections; anything but 2xx throws. */
  call<T>(
    method: string,
    path: string,
    token?: string,
    body?: object,
    port = this.#portOf(0),
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        agent: this.#agent,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const status = answer.statusCode ?? 0;
          if (status >= 300) reject(new Error(`${method} ${path}: ${status} ${text}`));
          else resolve((text.startsWith("{") ? JSON.parse(text) : text) as T);
        });
      },
    );
    request.on("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  }

  async connect(index: number): Promise<LoadSocket> {
    this.tokens[index] ??= (
      await this.call<{ access_token: string }>(
        "POST",
        "/api/auth/guest",
        undefined,
        {},
        this.#portOf(index),
      )
    ).access_token;
    const socket = await this.open(index);
    await this.authenticate(socket, index);
    return socket;
  }

  async open(index = 0): Promise<LoadSocket> {
    const endpoint = { port: this.#portOf(index), path: "/api/ws", protocol: "crosstalk.v1" };
    const socket = await LoadSocket.open(endpoint, () => {});
    this.#sockets.add(socket);
    return socket;
  }

  async authenticate(socket: LoadSocket, index: number): Promise<void> {
    await this.ask(socket, { action: "authenticate", token: this.tokens[index] }, "authenticated");
  }

  async createRoom(socket: LoadSocket, name: string): Promise<string> {
    const action = { action: "create_room", name, kind: "ephemeral" };
    const event = await this.ask(socket, action, "room_created");
    return event.event === "room_created" ? event.room.id : "";
  }

  async join(socket: LoadSocket, room: string): Promise<void> {
    await this.ask(socket, { action: "join_room", room_id: room }, "room_joined");
  }

  message(room: string, content: string): Buffer {
    const cid = ++this.#cids;
    return frame(
      `{"action":"send_message","ref":"${cid}","room_id":"${room}","cid":"bench-${cid}","content":"${content}"}`,
    );
  }

  housekeeping(): boolean {
    return false;
  }

  digest(timed: boolean) {
    return digestCrosstalk(timed);
  }

  parse(text: string): number[] {
    const events = JSON.parse(text) as ServerEvent[];
    return events.flatMap((e) => (e.event === "message" ? [e.seq] : []));
  }

  /** One action and its answer; it reads the socket meanwhile. */
  async ask(socket: LoadSocket, action: object, answer: ServerEvent["event"]) {
    const { promise, resolve, reject } = Promise.withResolvers<ServerEvent>();
    socket.reader = (_, bytes, start, end) => {
      for (const event of JSON.parse(bytes.toString("utf8", start, end)) as ServerEvent[]) {
        if (event.event === answer) resolve(event);
        if (event.event === "error") reject(new Error(`${answer}: ${event.code} ${event.message}`));
      }
    };
    socket.write(frame(JSON.stringify(action)));
    const timer = setTimeout(() => reject(new Error(`${answer}: no answer in 30 s`)), 30_000);
    const event = await promise.finally(() => clearTimeout(timer));
    socket.reader = () => {};
    return event;
  }
}

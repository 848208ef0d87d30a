import type { Chat } from "./chat.ts";
import { digestCentrifugo } from "./tally.ts";
import { frame, LoadSocket } from "./websocket.ts";

interface Reply {
  readonly id?: number;
  readonly error?: object;
  readonly push?: { readonly pub?: { readonly offset?: number } };
}

const PONG = frame("{}");
const PING_BYTES = 2;
/** Fields of our messages that its clients would have to send along, for it adds none but an offset. */
const REST =
  '"id":"01a22955-f6aa-70b4-ac89-bcbed60e0232","at":1795989829290,"server_id":"peer",' +
  '"sender":{"id":"01a22955-f5f6-72ca-bbc2-9f8edc6bd613","display_name":"Guest 48213"}';

/** Centrifugo's JSON protocol: commands and replies, a line each, several in a frame. */
export class Centrifugo implements Chat {
  readonly name = "centrifugo";
  readonly #port: number;
  #commands = 0;

  constructor(port: number) {
    this.#port = port;
  }

  async connect(): Promise<LoadSocket> {
    const endpoint = { port: this.#port, path: "/connection/websocket" };
    const socket = await LoadSocket.open(endpoint, () => {});
    await this.#ask(socket, '"connect":{}');
    return socket;
  }

  async createRoom(socket: LoadSocket, name: string): Promise<string> {
    await this.join(socket, name);
    return name;
  }

  async join(socket: LoadSocket, room: string): Promise<void> {
    await this.#ask(socket, `"subscribe":{"channel":"${room}"}`);
  }

  message(room: string, content: string): Buffer {
    const id = ++this.#commands;
    const data = `{"room_id":"${room}","cid":"bench-${id}",${REST},"content":"${content}"}`;
    return frame(`{"id":${id},"publish":{"channel":"${room}","data":${data}}}`);
  }

  housekeeping(socket: LoadSocket, _bytes: Buffer, start: number, end: number): boolean {
    if (end - start !== PING_BYTES) return false;
    socket.write(PONG);
    return true;
  }

  digest(timed: boolean) {
    return digestCentrifugo(timed);
  }

  parse(text: string): number[] {
    return replies(text).flatMap(({ push }) => push?.pub?.offset ?? []);
  }

  async #ask(socket: LoadSocket, command: string): Promise<void> {
    const id = ++this.#commands;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.reader = (_, bytes, start, end) => {
      if (this.housekeeping(socket, bytes, start, end)) return;
      for (const reply of replies(bytes.toString("utf8", start, end))) {
        if (reply.id !== id) continue;
        if (reply.error === undefined) resolve();
        else reject(new Error(`${command}: ${JSON.stringify(reply.error)}`));
      }
    };
    socket.write(frame(`{"id":${id},${command}}`));
    await promise;
    socket.reader = () => {};
  }
}

const replies = (text: string): Reply[] =>
  text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Reply]));

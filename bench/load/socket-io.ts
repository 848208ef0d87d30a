import type { Chat } from "./chat.ts";
import { digestSocketIo } from "./tally.ts";
import { frame, LoadSocket } from "./websocket.ts";

const PING = 0x32;
const PONG = frame("3");

/** Socket.IO 4 over WebSocket alone, spoken by hand (Engine.IO 4, no polling, no upgrade). */
export class SocketIo implements Chat {
  readonly name = "socket.io";
  readonly #port: number;
  #acks = 0;

  constructor(port: number) {
    this.#port = port;
  }

  async connect(): Promise<LoadSocket> {
    const endpoint = {
      port: this.#port,
      path: "/socket.io/?EIO=4&transport=websocket",
    };
    const socket = await LoadSocket.open(endpoint, () => {});
    await this.#ask(socket, "40", "40");
    return socket;
  }

  async createRoom(socket: LoadSocket, name: string): Promise<string> {
    await this.join(socket, name);
    return name;
  }

  async join(socket: LoadSocket, room: string): Promise<void> {
    const id = ++this.#acks;
    await this.#ask(socket, `42${id}["join","${room}"]`, `43${id}[`);
  }

  message(room: string, content: string): Buffer {
    const id = ++this.#acks;
    return frame(
      `42${id}["send_message",{"room_id":"${room}","cid":"bench-${id}","content":"${content}"}]`,
    );
  }

  housekeeping(socket: LoadSocket, bytes: Buffer, start: number): boolean {
    if (bytes[start] !== PING) return false;
    socket.write(PONG);
    return true;
  }

  digest(timed: boolean) {
    return digestSocketIo(timed);
  }

  parse(text: string): number[] {
    if (!text.startsWith("42")) return [];
    const [name, entry] = JSON.parse(text.slice(2)) as [string, { seq: number }];
    return name === "message" ? [entry.seq] : [];
  }

  async #ask(socket: LoadSocket, packet: string, answer: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.reader = (_, bytes, start, end) => {
      if (this.housekeeping(socket, bytes, start)) return;
      if (bytes.toString("latin1", start, Math.min(end, start + answer.length)) === answer)
        resolve();
    };
    socket.write(frame(packet));
    await promise;
    socket.reader = () => {};
  }
}

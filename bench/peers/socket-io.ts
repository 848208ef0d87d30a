import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

/**
 * What a chat on Socket.IO usually looks like: it relays to the room and acks, and stores nothing.
 * Its messages carry the fields of ours. The package is a devDependency of bench/ alone, hence the
 * shape of what is used of it, and an import that the type checker does not follow.
 */
interface Message {
  readonly room_id: string;
  readonly cid: string;
  readonly content: string;
}
interface Socket {
  readonly id: string;
  join(room: string): void;
  on(event: "join", listener: (room: string, ack: (answer: object) => void) => void): void;
  on(
    event: "send_message",
    listener: (message: Message, ack: (answer: object) => void) => void,
  ): void;
}
interface Io {
  on(event: "connection", listener: (socket: Socket) => void): void;
  to(room: string): { emit(event: string, value: object): void };
}

const PACKAGE: string = "socket.io";
const { Server } = (await import(PACKAGE)) as {
  readonly Server: new (server: object, options: object) => Io;
};

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });
const seqs = new Map<string, number>();

io.on("connection", (socket) => {
  const sender = { id: randomUUID(), display_name: `Guest ${socket.id.slice(0, 5)}` };
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack({ ok: true });
  });
  socket.on("send_message", ({ room_id, cid, content }, ack) => {
    const seq = (seqs.get(room_id) ?? 0) + 1;
    seqs.set(room_id, seq);
    const id = randomUUID();
    const at = Date.now();
    const base = { room_id, seq, n: seq, id, cid, at, server_id: "peer" };
    io.to(room_id).emit("message", { ...base, sender, content });
    ack({ room_id, cid, id, seq, n: seq, at });
  });
});

http.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  const address = http.address();
  process.send?.({ port: typeof address === "object" ? address?.port : undefined });
});

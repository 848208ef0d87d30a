import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Redis } from "ioredis";
import { MongoClient } from "mongodb";

/**
 * What a chat on Socket.IO usually looks like: it relays to the room and acks. With MONGO_URL it inserts each
 * message before, else it stores nothing; with REDIS_URL it has the adapter for many servers. Its messages
 * carry the fields of ours. The packages are devDependencies of bench/ alone, hence the shape of what is used
 * of them, and imports that the type checker does not follow.
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
  adapter(factory: object): void;
}

const PACKAGE: string = "socket.io";
const ADAPTER_PACKAGE: string = "@socket.io/redis-adapter";
const { Server } = (await import(PACKAGE)) as {
  readonly Server: new (server: object, options: object) => Io;
};

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });
const seqs = new Map<string, number>();

const { MONGO_URL, REDIS_URL } = process.env;
if (REDIS_URL !== undefined) {
  const { createAdapter } = (await import(ADAPTER_PACKAGE)) as {
    readonly createAdapter: (publisher: Redis, subscriber: Redis) => object;
  };
  io.adapter(createAdapter(new Redis(REDIS_URL), new Redis(REDIS_URL)));
}
const stored =
  MONGO_URL === undefined
    ? undefined
    : (await new MongoClient(MONGO_URL).connect())
        .db("peer")
        .collection<{ _id: string }>("messages");
const DURABLE = { writeConcern: { w: "majority", j: true } } as const;

io.on("connection", (socket) => {
  const sender = { id: randomUUID(), display_name: `Guest ${socket.id.slice(0, 5)}` };
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack({ ok: true });
  });
  socket.on("send_message", async ({ room_id, cid, content }, ack) => {
    const id = randomUUID();
    const at = Date.now();
    const document = { _id: id, room_id, cid, at, sender: sender.id, content };
    await stored?.insertOne(document, DURABLE);
    const seq = (seqs.get(room_id) ?? 0) + 1;
    seqs.set(room_id, seq);
    const base = { room_id, seq, n: seq, id, cid, at, server_id: "peer" };
    io.to(room_id).emit("message", { ...base, sender, content });
    ack({ room_id, cid, id, seq, n: seq, at });
  });
});

http.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  const address = http.address();
  process.send?.({ port: typeof address === "object" ? address?.port : undefined });
});

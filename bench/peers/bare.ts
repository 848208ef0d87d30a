import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";

/**
 * The least that answers the load generator as Crosstalk would: no checks, no store, one frame a
 * room and turn. Nothing is compared with it; it shows how much the generator itself can take.
 */
interface Action {
  readonly action: string;
  readonly ref?: string;
  readonly room_id?: string;
  readonly cid?: string;
  readonly content?: string;
}
interface Room {
  readonly id: string;
  readonly sockets: Set<Duplex>;
  readonly waiting: string[];
  readonly acks: { readonly socket: Duplex; readonly event: string }[];
  seq: number;
}

const rooms = new Map<string, Room>();
const sender = { id: randomUUID(), display_name: "Guest 12345", number: 12345 };

const frame = (text: string): Buffer => {
  const length = Buffer.byteLength(text);
  const long = length < 65_536 ? 4 : 10;
  const head = length < 126 ? 2 : long;
  const bytes = Buffer.alloc(head + length);
  bytes[0] = 0x81;
  if (head === 2) bytes[1] = length;
  else if (head === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeUInt32BE(length, 6);
  }
  bytes.write(text, head);
  return bytes;
};

const flush = (room: Room): void => {
  const bytes = frame(`[${room.waiting.join(",")}]`);
  room.waiting.length = 0;
  for (const socket of room.sockets) socket.write(bytes);
  const bySocket = Map.groupBy(room.acks, (ack) => ack.socket);
  room.acks.length = 0;
  for (const [socket, acks] of bySocket) {
    socket.write(frame(`[${acks.map((a) => a.event).join(",")}]`));
  }
};

const send = (room: Room, socket: Duplex, { cid, content, ref }: Action): void => {
  if (room.waiting.length === 0) setImmediate(flush, room);
  const seq = ++room.seq;
  const base = { room_id: room.id, seq, n: seq, id: randomUUID(), cid, at: Date.now() };
  room.waiting.push(
    JSON.stringify({ event: "message", ...base, server_id: "bare", sender, content }),
  );
  room.acks.push({ socket, event: JSON.stringify({ event: "ack", ref, ...base }) });
};

const act = (socket: Duplex, action: Action): void => {
  const room = rooms.get(action.room_id ?? "");
  const tip = { seq: 0, n: 0 };
  switch (action.action) {
    case "authenticate":
      socket.write(frame(JSON.stringify([{ event: "authenticated", rooms: [] }])));
      break;
    case "create_room": {
      const id = randomUUID();
      rooms.set(id, { id, sockets: new Set([socket]), waiting: [], acks: [], seq: 0 });
      socket.write(frame(JSON.stringify([{ event: "room_created", room: { id }, tip }])));
      break;
    }
    case "join_room":
      room?.sockets.add(socket);
      socket.write(frame(JSON.stringify([{ event: "room_joined", room: { id: room?.id }, tip }])));
      break;
    default:
      if (room !== undefined) send(room, socket, action);
  }
};

/** Whole frames of less than 64 KiB, masked with zeros: what the load generator sends. */
const read = (socket: Duplex, bytes: Buffer): Buffer => {
  let at = 0;
  while (bytes.length - at >= 6) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? 6 : 8;
    if (bytes.length - at < head) break;
    const end = at + head + (short < 126 ? short : bytes.readUInt16BE(at + 2));
    if (end > bytes.length) break;
    act(socket, JSON.parse(bytes.toString("utf8", at + head, end)) as Action);
    at = end;
  }
  return bytes.subarray(at);
};

const http = createServer((request, response) => {
  request.resume();
  response.writeHead(201, { "content-type": "application/json" });
  response.end('{"access_token":"t"}');
});
http.on("upgrade", (request, socket) => {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${createHash("sha1").update(key).digest("base64")}\r\n\r\n`,
  );
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.from(read(socket, rest.length === 0 ? chunk : Buffer.concat([rest, chunk])));
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    for (const room of rooms.values()) room.sockets.delete(socket);
  });
});
http.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  const address = http.address();
  process.send?.({ port: typeof address === "object" ? address?.port : undefined });
});

import type { Chat } from "./chat.ts";
import { type Counts, DigestCache } from "./tally.ts";
import type { LoadSocket } from "./websocket.ts";

export interface RoomLoad {
  readonly id: string;
  readonly members: LoadSocket[];
  readonly cache: DigestCache;
}

export interface Crowd {
  readonly chat: Chat;
  readonly rooms: readonly RoomLoad[];
  /** All of it so far. */
  readonly totals: Counts;
  firstError: string | undefined;
  /** Told of every ack, and of the times in a frame when the crowd is timed. */
  onAcks: (socket: LoadSocket, room: RoomLoad, count: number) => void;
  onTimes: (sentAt: readonly number[]) => void;
}

/** How many sockets parse every frame they get and follow the seqs. */
const VERIFIED_SHARE = 50;

/** Runs `task` for 0…count−1, at most `width` at once. */
export const inParallel = async (
  count: number,
  width: number,
  task: (index: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
};

/** Fails the run when the messages of a room do not come in the order of their seqs. */
const follower = (chat: Chat) => {
  let last = 0;
  return (text: string): void => {
    for (const seq of chat.parse(text)) {
      if (seq <= last) throw new Error(`${chat.name}: seq ${seq} after ${last}`);
      last = seq;
    }
  };
};

/** `rooms` rooms of `size` sockets each, every socket a user of its own, counting what they get. */
export const gather = async (
  chat: Chat,
  shape: { readonly rooms: number; readonly size: number; readonly timed?: boolean },
): Promise<Crowd> => {
  const totals: Counts = { deliveries: 0, acks: 0, errors: 0 };
  const rooms: RoomLoad[] = [];
  const crowd: Crowd = {
    chat,
    rooms,
    totals,
    firstError: undefined,
    onAcks: () => {},
    onTimes: () => {},
  };
  const run = Date.now().toString(36).slice(-5);
  await inParallel(shape.rooms, 16, async (r) => {
    const first = await chat.connect(r * shape.size);
    const id = await chat.createRoom(first, `b${run}-${r}`);
    const cache = new DigestCache(chat.digest(shape.timed ?? false));
    rooms.push({ id, members: [first], cache });
    const members = rooms.at(-1)?.members;
    await inParallel(shape.size - 1, shape.rooms === 1 ? 64 : 4, async (m) => {
      const socket = await chat.connect(r * shape.size + m + 1);
      await chat.join(socket, id);
      members?.push(socket);
    });
  });
  let index = 0;
  for (const room of rooms) {
    for (const socket of room.members) {
      listen(crowd, room, socket, index++ % VERIFIED_SHARE === 0);
    }
  }
  return crowd;
};

const listen = (crowd: Crowd, room: RoomLoad, socket: LoadSocket, verified: boolean): void => {
  const { chat, totals } = crowd;
  const follow = verified ? follower(chat) : undefined;
  socket.reader = (_, bytes, start, end) => {
    if (chat.housekeeping(socket, bytes, start, end)) return;
    const { counts, sentAt } = room.cache.of(bytes, start, end);
    totals.deliveries += counts.deliveries;
    totals.acks += counts.acks;
    totals.errors += counts.errors;
    if (counts.errors > 0) crowd.firstError ??= bytes.toString("utf8", start, end).slice(0, 300);
    follow?.(bytes.toString("utf8", start, end));
    if (sentAt.length > 0) crowd.onTimes(sentAt);
    if (counts.acks > 0) crowd.onAcks(socket, room, counts.acks);
  };
};

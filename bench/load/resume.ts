import { setTimeout as delay } from "node:timers/promises";
import type { ServerEvent } from "../../src/protocol/events.ts";
import type { Crosstalk } from "./crosstalk.ts";
import { inParallel } from "./crowd.ts";
import { cpuSeconds } from "./process-usage.ts";
import { frame, type LoadSocket } from "./websocket.ts";

export interface ResumePlan {
  readonly sockets: number;
  readonly roomSize: number;
  readonly behind: number;
}

export interface ResumeResult {
  /** From the first connect to the last entry of the last socket. */
  readonly seconds: number;
  /** CPU seconds meanwhile. */
  readonly serverCpu: number;
  readonly generatorCpu: number;
}

/** Handshakes under way at once: beyond the listen backlog a SYN is dropped for a second. */
export const HANDSHAKES = 256;

interface Absent {
  readonly index: number;
  readonly room: string;
  /** The last seq that it got. */
  cursor: number;
}

/** The tip that `authenticated` tells of the only room. */
const tipOf = async (chat: Crosstalk, index: number): Promise<number> => {
  const socket = await chat.open(index);
  const action = { action: "authenticate", token: chat.tokens[index] };
  const event = await chat.ask(socket, action, "authenticated");
  await socket.destroy();
  return event.event === "authenticated" ? (event.rooms[0]?.tip.seq ?? 0) : 0;
};

/** Everyone was in a room, goes away, misses `behind` messages and comes back at once. */
export const runResume = async (
  chat: Crosstalk,
  plan: ResumePlan,
  pid: number,
): Promise<ResumeResult> => {
  const rooms = plan.sockets / plan.roomSize;
  const width = plan.roomSize + 1;
  const hosts: { readonly socket: LoadSocket; readonly room: string; readonly index: number }[] =
    [];
  const absent: Absent[] = [];
  const members: LoadSocket[] = [];
  await inParallel(rooms, 16, async (r) => {
    const index = r * width;
    const socket = await chat.connect(index);
    const room = await chat.createRoom(socket, `r${r}`);
    hosts.push({ socket, room, index });
    for (let m = 1; m < width; m++) {
      const member = await chat.connect(index + m);
      await chat.join(member, room);
      members.push(member);
      absent.push({ index: index + m, room, cursor: 0 });
    }
  });
  // All at once: after a minute without a connection a guest has left its rooms.
  await Promise.all(members.map((member) => member.destroy()));
  const tips = new Map<string, number>();
  await inParallel(hosts.length, 16, async (h) => {
    const host = hosts[h];
    if (host === undefined) return;
    tips.set(host.room, await tipOf(chat, host.index));
    await post(chat, host.socket, host.room, plan.behind);
  });
  for (const one of absent) one.cursor = tips.get(one.room) ?? 0;

  const back: LoadSocket[] = [];
  const cpu = cpuSeconds(pid);
  const own = process.cpuUsage();
  const start = performance.now();
  await inParallel(absent.length, HANDSHAKES, async (i) => {
    const one = absent[i];
    if (one !== undefined) back.push(await comeBack(chat, one, plan.behind));
  });
  const seconds = (performance.now() - start) / 1_000;
  const serverCpu = cpuSeconds(pid) - cpu;
  const { user, system } = process.cpuUsage(own);
  await Promise.all([...back, ...hosts.map((h) => h.socket)].map((socket) => socket.destroy()));
  return { seconds, serverCpu, generatorCpu: (user + system) / 1e6 };
};

/** Sends so many messages and waits for their acks; answers the seq of the last one. */
export const post = async (
  chat: Crosstalk,
  socket: LoadSocket,
  room: string,
  count: number,
): Promise<number> => {
  let acks = 0;
  let last = 0;
  socket.reader = (_, bytes, start, end) => {
    for (const event of JSON.parse(bytes.toString("utf8", start, end)) as ServerEvent[]) {
      if (event.event !== "ack" || !("seq" in event)) continue;
      acks++;
      last = Math.max(last, event.seq);
    }
  };
  for (let i = 0; i < count; i++) socket.write(chat.message(room, `message ${i} for the absent`));
  for (let waited = 0; acks < count; waited++) {
    if (waited > 5_000) throw new Error(`${acks} of ${count} acked`);
    await delay(2);
  }
  return last;
};

/** Resolves once the entries after the cursor have all come, in order. */
export const comeBack = async (
  chat: Crosstalk,
  one: Absent,
  behind: number,
): Promise<LoadSocket> => {
  const socket = await chat.open(one.index);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let next = one.cursor + 1;
  const last = one.cursor + behind;
  socket.reader = (_, bytes, start, end) => {
    for (const event of JSON.parse(bytes.toString("utf8", start, end)) as ServerEvent[]) {
      if (event.event === "reset" || event.event === "error") reject(new Error(event.event));
      if (event.event !== "message") continue;
      if (event.seq !== next) reject(new Error(`seq ${event.seq} instead of ${next}`));
      next++;
    }
    if (next > last) resolve();
  };
  const token = chat.tokens[one.index];
  const cursors = { [one.room]: one.cursor };
  socket.write(frame(JSON.stringify({ action: "authenticate", token, cursors })));
  const timer = setTimeout(() => reject(new Error("not caught up in 30 s")), 30_000);
  await promise.finally(() => clearTimeout(timer));
  return socket;
};

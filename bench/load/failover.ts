import { setTimeout as delay } from "node:timers/promises";
import type { ServerEvent } from "../../src/protocol/events.ts";
import type { Target } from "./chat.ts";
import { Crosstalk } from "./crosstalk.ts";
import { inParallel } from "./crowd.ts";
import { comeBack, HANDSHAKES, post } from "./resume.ts";
import type { LoadSocket } from "./websocket.ts";

export interface FailoverPlan {
  readonly sockets: number;
  readonly roomSize: number;
  /** Messages that each room gets while the clients are away and as they come back. */
  readonly behind: number;
}

export interface FailoverResult {
  /** From the kill until the last client has the last message. */
  readonly seconds: number;
  /** Every one has seen each seq once, in order: else the run fails. */
  readonly gapless: number;
  readonly generatorCpu: number;
}

interface Member {
  readonly index: number;
  readonly room: string;
  readonly socket: LoadSocket;
  /** The last seq that it got. */
  cursor: number;
}
interface Host {
  readonly room: string;
  readonly socket: LoadSocket;
}

const BEFORE = 3;

/** Follows the room's messages, live. */
const follow = (member: Member): void => {
  member.socket.reader = (_, bytes, start, end) => {
    for (const event of JSON.parse(bytes.toString("utf8", start, end)) as ServerEvent[]) {
      if (event.event === "message") member.cursor = event.seq;
    }
  };
};

const until = async (what: string, isSo: () => boolean): Promise<void> => {
  const deadline = performance.now() + 30_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not so in 30 s: ${what}`);
    await delay(5);
  }
};

/**
 * All clients are on the first server, which is killed (-9) while others write to their rooms from the rest:
 * they come back there, at once, each from its own cursor.
 */
export const runFailover = async (
  servers: Target["servers"],
  plan: FailoverPlan,
): Promise<FailoverResult> => {
  const [victim, ...others] = servers;
  if (victim === undefined) throw new Error("no server");
  const before = new Crosstalk([victim.port]);
  const after = new Crosstalk(
    others.map(({ port }) => port),
    before.tokens,
  );
  const width = plan.roomSize + 1;
  const hosts: Host[] = [];
  const members: Member[] = [];
  await inParallel(plan.sockets / plan.roomSize, 16, async (r) => {
    const socket = await after.connect(r * width);
    const room = await after.createRoom(socket, `f${r}`);
    hosts.push({ socket, room });
    for (let m = 1; m < width; m++) {
      const member = { index: r * width + m, room, socket: await before.connect(r * width + m) };
      await before.join(member.socket, room);
      members.push({ ...member, cursor: 0 });
    }
  });
  for (const member of members) follow(member);
  const tips = new Map<string, number>();
  await inParallel(hosts.length, 16, async (h) => {
    const host = hosts[h];
    if (host !== undefined) tips.set(host.room, await post(after, host.socket, host.room, BEFORE));
  });
  await until("all have what came before", () =>
    members.every(({ cursor, room }) => cursor === tips.get(room)),
  );

  const own = process.cpuUsage();
  const start = performance.now();
  process.kill(victim.pid, "SIGKILL");
  const posting = inParallel(hosts.length, 16, async (h) => {
    const host = hosts[h];
    if (host !== undefined) await post(after, host.socket, host.room, plan.behind);
  });
  let gapless = 0;
  const returning = inParallel(members.length, HANDSHAKES, async (m) => {
    const member = members[m];
    if (member === undefined) return;
    await member.socket.ended;
    await comeBack(after, member, plan.behind);
    gapless++;
  });
  await Promise.all([posting, returning]);
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(own);
  return { seconds, gapless, generatorCpu: (user + system) / 1e6 };
};

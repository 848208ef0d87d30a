import { setTimeout as delay } from "node:timers/promises";
import type { Target } from "./chat.ts";
import type { Crowd } from "./crowd.ts";
import { cpuSeconds } from "./process-usage.ts";
import type { LoadSocket } from "./websocket.ts";

export interface WindowedPlan {
  readonly rooms: number;
  readonly size: number;
  /** Unacked messages that each sender keeps in flight. */
  readonly window: number;
  /** One sender a room, or every member. */
  readonly senders: "one" | "all";
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface WindowedResult {
  readonly deliveriesPerSecond: number;
  readonly messagesPerSecond: number;
  /** Of the servers, and of what they store in. */
  readonly cpuMicrosecondsPerDelivery: number;
  readonly cpuMicrosecondsPerMessage: number;
  readonly storesCpuMicrosecondsPerMessage: number;
  /** From one answer to a sender to the next, its window being full all the while. */
  readonly longestWaitMs: number;
  readonly serverCpu: number;
  readonly generatorCpu: number;
}

const TEXT = "the quick brown fox jumps over the lazy dog, and says so once more";

/**
 * Keeps every sender's window full for a while, then lets the traffic end and holds the counts
 * against each other: each acked message must have reached each member of its room exactly once.
 */
export const runWindowed = async (
  crowd: Crowd,
  plan: WindowedPlan,
  target: Target,
): Promise<WindowedResult> => {
  const { chat, totals } = crowd;
  const pids = target.servers.map(({ pid }) => pid);
  let sending = true;
  let sent = 0;
  const answeredAt = new Map<LoadSocket, number>();
  let longestWaitMs = 0;
  const waited = (socket: LoadSocket, now: number): void => {
    longestWaitMs = Math.max(longestWaitMs, now - (answeredAt.get(socket) ?? now));
  };
  const write: Crowd["onAcks"] = (socket, room, count) => {
    if (!sending) return;
    const now = performance.now();
    waited(socket, now);
    answeredAt.set(socket, now);
    sent += count;
    if (count === 1) socket.write(chat.message(room.id, TEXT));
    else {
      const frames: Buffer[] = [];
      for (let i = 0; i < count; i++) frames.push(chat.message(room.id, TEXT));
      socket.write(Buffer.concat(frames));
    }
  };
  crowd.onAcks = write;
  for (const room of crowd.rooms) {
    const senders = plan.senders === "one" ? room.members.slice(0, 1) : room.members;
    for (const socket of senders) write(socket, room, plan.window);
  }
  await delay(plan.warmUpMs);

  longestWaitMs = 0;
  const before = {
    ...totals,
    time: performance.now(),
    cpu: cpuSeconds(...pids),
    storesCpu: cpuSeconds(...target.stores),
  };
  const own = process.cpuUsage();
  await delay(plan.measureMs);
  const seconds = (performance.now() - before.time) / 1_000;
  const serverCpu = cpuSeconds(...pids) - before.cpu;
  const storesCpu = cpuSeconds(...target.stores) - before.storesCpu;
  const cpu = serverCpu + storesCpu;
  const deliveries = totals.deliveries - before.deliveries;
  const messages = totals.acks - before.acks;
  const usage = process.cpuUsage(own);
  const ended = performance.now();
  for (const socket of answeredAt.keys()) waited(socket, ended);

  sending = false;
  const deadline = performance.now() + 20_000;
  while (totals.acks < sent || totals.deliveries < sent * plan.size) {
    if (performance.now() > deadline) break;
    await delay(5);
  }
  if (totals.errors > 0) throw new Error(`${totals.errors} refused: ${crowd.firstError}`);
  if (totals.acks !== sent || totals.deliveries !== sent * plan.size) {
    const expected = `${sent} acks and ${sent * plan.size} deliveries`;
    throw new Error(`${chat.name}: ${totals.acks} and ${totals.deliveries} instead of ${expected}`);
  }
  return {
    deliveriesPerSecond: deliveries / seconds,
    messagesPerSecond: messages / seconds,
    cpuMicrosecondsPerDelivery: (cpu * 1e6) / deliveries,
    cpuMicrosecondsPerMessage: (cpu * 1e6) / messages,
    storesCpuMicrosecondsPerMessage: (storesCpu * 1e6) / messages,
    longestWaitMs,
    serverCpu: serverCpu / seconds,
    generatorCpu: (usage.user + usage.system) / 1e6 / seconds,
  };
};

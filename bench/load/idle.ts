import { setTimeout as delay } from "node:timers/promises";
import type { Chat } from "./chat.ts";
import { inParallel } from "./crowd.ts";
import { rssBytes } from "./process-usage.ts";
import type { LoadSocket } from "./websocket.ts";

export interface IdlePlan {
  readonly sockets: number;
  readonly settleMs: number;
}

export interface IdleResult {
  readonly rssMegabytes: number;
  readonly rssBeforeMegabytes: number;
  readonly connectsPerSecond: number;
}

const megabytes = (bytes: number): number => bytes / 1e6;

/** Sockets of as many users that do nothing but stay. */
export const runIdle = async (chat: Chat, plan: IdlePlan, pid: number): Promise<IdleResult> => {
  const before = rssBytes(pid);
  const sockets: LoadSocket[] = [];
  const start = performance.now();
  await inParallel(plan.sockets, 64, async (index) => {
    const socket = await chat.connect(index);
    socket.reader = (self, bytes, from, to) => {
      chat.housekeeping(self, bytes, from, to);
    };
    sockets.push(socket);
  });
  const seconds = (performance.now() - start) / 1_000;
  await delay(plan.settleMs);
  const lost = sockets.filter((socket) => socket.closed).length;
  if (lost > 0) throw new Error(`${lost} of ${plan.sockets} sockets were closed`);
  const rss = rssBytes(pid);
  await Promise.all(sockets.map((socket) => socket.destroy()));
  return {
    rssMegabytes: megabytes(rss),
    rssBeforeMegabytes: megabytes(before),
    connectsPerSecond: plan.sockets / seconds,
  };
};

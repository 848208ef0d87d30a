import { setTimeout as delay } from "node:timers/promises";
import type { Crowd } from "./crowd.ts";
import { Samples } from "./samples.ts";
import { seeded, sentence } from "./words.ts";

export interface PacedPlan {
  readonly rooms: number;
  readonly size: number;
  readonly messagesPerSecond: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface PacedResult {
  /** From the sender's write to the receiver's read, over all receivers. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly deliveries: number;
}

/** Sends at a steady rate, members in turn, whatever the answers: what is late stays late. */
export const runPaced = async (crowd: Crowd, plan: PacedPlan): Promise<PacedResult> => {
  const { chat, rooms, totals } = crowd;
  const latencies = new Samples();
  let measuring = false;
  crowd.onTimes = (sentAt) => {
    if (!measuring) return;
    const now = performance.now();
    for (const at of sentAt) latencies.add(now - at);
  };
  const random = seeded(5);
  let sent = 0;
  const start = performance.now();
  const end = start + plan.warmUpMs + plan.measureMs;
  for (let now = start; now < end; now = performance.now()) {
    measuring = now - start > plan.warmUpMs;
    const due = Math.floor(((now - start) / 1_000) * plan.messagesPerSecond);
    for (; sent < due; sent++) {
      const room = rooms[sent % rooms.length];
      const socket = room?.members[Math.floor(sent / rooms.length) % room.members.length];
      if (room === undefined) break;
      const at = performance.now().toFixed(3);
      socket?.write(chat.message(room.id, `~${at} ${sentence(random)}`));
    }
    await delay(1);
  }
  const deadline = performance.now() + 20_000;
  while (totals.deliveries < sent * plan.size && performance.now() < deadline) await delay(5);
  if (totals.errors > 0 || totals.deliveries !== sent * plan.size) {
    const expected = sent * plan.size;
    const errors = `${totals.errors} errors, such as ${crowd.firstError}`;
    throw new Error(`${totals.deliveries} of ${expected} deliveries, ${errors}`);
  }
  return {
    p50Ms: latencies.percentile(0.5),
    p99Ms: latencies.percentile(0.99),
    deliveries: latencies.length,
  };
};

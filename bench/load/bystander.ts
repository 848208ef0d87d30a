import { setTimeout as delay } from "node:timers/promises";
import type { Target } from "./chat.ts";
import { Crosstalk } from "./crosstalk.ts";
import { gather } from "./crowd.ts";
import { type PacedPlan, runPaced } from "./paced.ts";
import { cpuNanosecondsSince } from "./process-usage.ts";

export interface BystanderResult {
  /** CPU, in percent of a core, of the server without a member of the room: the one that spent most more. */
  readonly quietPercent: number;
  readonly busyPercent: number;
  readonly extraPercent: number;
}

const percentOf = async (pid: number, work: Promise<unknown>): Promise<number> => {
  const [start, used] = [performance.now(), cpuNanosecondsSince(pid)];
  await work;
  return used() / 1e4 / (performance.now() - start);
};

/** A room on all servers but one is silent, then busy; each server in turn is the one without. */
export const runBystander = async (
  servers: Target["servers"],
  plan: PacedPlan,
): Promise<BystanderResult> => {
  const results: BystanderResult[] = [];
  for (const bystander of servers) {
    const others = servers.filter((server) => server !== bystander).map(({ port }) => port);
    const crowd = await gather(new Crosstalk(others), { ...plan, timed: true });
    await delay(plan.warmUpMs);
    const quietPercent = await percentOf(bystander.pid, delay(plan.measureMs));
    const busyPercent = await percentOf(bystander.pid, runPaced(crowd, plan));
    results.push({ quietPercent, busyPercent, extraPercent: busyPercent - quietPercent });
    const sockets = crowd.rooms.flatMap(({ members }) => members);
    await Promise.all(sockets.map((socket) => socket.destroy()));
  }
  const most = results.toSorted((a, b) => b.extraPercent - a.extraPercent)[0];
  if (most === undefined) throw new Error("no server");
  return most;
};

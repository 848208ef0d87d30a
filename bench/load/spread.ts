import { Crosstalk } from "./crosstalk.ts";
import { type Crowd, gather } from "./crowd.ts";
import { type PacedPlan, type PacedResult, runPaced } from "./paced.ts";
import { Samples } from "./samples.ts";

export interface SpreadResult {
  /** A room spread over all servers. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The same room within one server: the middle one of the servers. */
  readonly withinP50Ms: number;
  readonly withinP99Ms: number;
  /** What the spread room's p99 has beyond twice that of the room within one server. */
  readonly beyondTwiceMs: number;
}

const leave = async ({ rooms }: Crowd): Promise<void> => {
  const sockets = rooms.flatMap(({ members }) => members);
  await Promise.all(sockets.map((socket) => socket.destroy()));
};

const middle = (values: readonly number[]): number => {
  const samples = new Samples();
  for (const value of values) samples.add(value);
  return samples.percentile(0.5);
};

/** Delivery within each server, one after the other, then across all of them. */
export const runSpread = async (
  ports: readonly number[],
  plan: PacedPlan,
): Promise<SpreadResult> => {
  // Nobody leaves before all is measured: a room that is left by three hundred at once keeps the store busy.
  const crowds: Crowd[] = [];
  const paced = async (servers: readonly number[]): Promise<PacedResult> => {
    const crowd = await gather(new Crosstalk(servers), { ...plan, timed: true });
    crowds.push(crowd);
    return await runPaced(crowd, plan);
  };
  const within: PacedResult[] = [];
  for (const port of ports) within.push(await paced([port]));
  const { p50Ms, p99Ms } = await paced(ports);
  for (const crowd of crowds) await leave(crowd);
  const withinP99Ms = middle(within.map((result) => result.p99Ms));
  return {
    p50Ms,
    p99Ms,
    withinP50Ms: middle(within.map((result) => result.p50Ms)),
    withinP99Ms,
    beyondTwiceMs: p99Ms - 2 * withinP99Ms,
  };
};

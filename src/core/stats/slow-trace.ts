import type { Trace, TraceStep, TraceStepName } from "../../protocol/traces.ts";
import type { SlowMessage } from "./meter.ts";

const micros = (ms: number): number => Math.max(0, Math.round(ms * 1_000));

/** A step from one station to the next: monotonic milliseconds at each. */
export interface Station {
  readonly name: TraceStepName;
  readonly serverId: string;
  readonly reachedAt: number;
}

/** Each step takes from the station before it, the first from `startedAt`, to its own. */
export const stepsOf = (startedAt: number, stations: readonly Station[]): TraceStep[] => {
  let from = startedAt;
  return stations.map(({ name, serverId, reachedAt }) => {
    // Two hosts' clocks may put what follows before what it follows from.
    const to = Math.max(from, reachedAt);
    const step = {
      name,
      server_id: serverId,
      offset_us: micros(from - startedAt),
      duration_us: micros(to - from),
    };
    from = to;
    return step;
  });
};

export const traceOf = (slow: SlowMessage, serverId: string): Trace => ({
  at: slow.at,
  from_server_id: serverId,
  room_id: slow.roomId,
  seq: slow.seq,
  total_us: micros(slow.ackedAt - slow.receivedAt),
  steps: stepsOf(slow.receivedAt, [
    { name: "queue", serverId, reachedAt: slow.writtenFrom },
    { name: "commit", serverId, reachedAt: slow.durableAt },
    { name: "publish", serverId, reachedAt: slow.publishedAt },
    { name: "ack", serverId, reachedAt: slow.ackedAt },
  ]),
});

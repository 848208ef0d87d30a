import type { ProbeMessage } from "../../protocol/probe-message.ts";
import type { Trace } from "../../protocol/traces.ts";
import { type Station, stepsOf } from "./slow-trace.ts";

export type Sent = Extract<ProbeMessage, { step: "sent" }>;
export type Arrived = Extract<ProbeMessage, { step: "arrived" }>;

/** From what both servers measured: their moments are milliseconds since the epoch. */
export const probeTrace = (
  at: number,
  from: string,
  to: string,
  sent: Sent,
  arrived: Arrived,
  clockErrorUs: number | undefined,
): Trace => {
  const stations: Station[] = [
    { name: "send", serverId: from, reachedAt: sent.received },
    { name: "queue", serverId: from, reachedAt: sent.written },
    { name: "commit", serverId: from, reachedAt: sent.durable },
    { name: "publish", serverId: from, reachedAt: sent.published },
  ];
  if (arrived.bus_received !== undefined) {
    stations.push({ name: "bus_receive", serverId: to, reachedAt: arrived.bus_received });
  }
  stations.push(
    { name: "socket_write", serverId: to, reachedAt: arrived.socket_written },
    { name: "client", serverId: to, reachedAt: arrived.client },
  );
  const steps = stepsOf(sent.sent, stations);
  const last = steps.at(-1);
  // Beside the way to the other client: what the sender waits for.
  const [ack] = stepsOf(sent.published, [{ name: "ack", serverId: from, reachedAt: sent.acked }]);
  const ackFrom = Math.max(0, Math.round((sent.published - sent.sent) * 1_000));
  return {
    at,
    from_server_id: from,
    to_server_id: to,
    total_us: last === undefined ? 0 : last.offset_us + last.duration_us,
    ...(clockErrorUs === undefined ? {} : { clock_error_us: clockErrorUs }),
    steps: ack === undefined ? steps : [...steps, { ...ack, offset_us: ackFrom }],
  };
};

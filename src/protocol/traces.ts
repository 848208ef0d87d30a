import * as v from "valibot";
import * as p from "./primitives.ts";

/**
 * The stations of a message, in their order. send: from the client's socket to the server's · receive: until
 * it is read and allowed · queue: until its batch is written · commit: until that is durable · publish: until it is
 * on its way to the other servers · bus_receive: until the other server has it · socket_write: until it is
 * written to a socket · client: until the client has it · ack: until its sender is told.
 */
export const TraceStepName = v.picklist([
  "send",
  "receive",
  "queue",
  "commit",
  "publish",
  "bus_receive",
  "socket_write",
  "client",
  "ack",
]);
export type TraceStepName = v.InferOutput<typeof TraceStepName>;

/** Microseconds: from the beginning of the trace, and how long it took. */
export const TraceStep = v.strictObject({
  name: TraceStepName,
  server_id: v.string(),
  offset_us: p.Count,
  duration_us: p.Count,
});
export type TraceStep = v.InferOutput<typeof TraceStep>;

/** One message's way, by the clocks of those that it passed. */
export const Trace = v.strictObject({
  at: p.Timestamp,
  from_server_id: v.string(),
  to_server_id: v.optional(v.string()),
  room_id: v.optional(p.Id),
  seq: v.optional(p.Seq),
  total_us: p.Count,
  /** Two hosts' clocks agree to about that: what lies between them is no surer. */
  clock_error_us: v.optional(p.Count),
  steps: v.array(TraceStep),
});
export type Trace = v.InferOutput<typeof Trace>;

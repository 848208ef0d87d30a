import * as v from "valibot";
import * as p from "./primitives.ts";

/** Milliseconds since the epoch, with fractions. */
const Moment = v.number();
const head = { probe_id: p.Id };
const task = { ...head, server_id: v.string(), room_id: p.Id, token: v.string() };

/** What servers say to each other to time a message. The tasks are for the server that is named. */
export const ProbeMessage = v.variant("step", [
  v.strictObject({ step: v.literal("listen"), ...task }),
  v.strictObject({ step: v.literal("listening"), ...head }),
  v.strictObject({ step: v.literal("send"), ...task }),
  v.strictObject({
    step: v.literal("sent"),
    ...head,
    sent: Moment,
    received: Moment,
    written: Moment,
    durable: Moment,
    published: Moment,
    acked: Moment,
    seq: p.Seq,
  }),
  v.strictObject({
    step: v.literal("arrived"),
    ...head,
    /** Where it came from another server. */
    bus_received: v.exactOptional(Moment),
    socket_written: Moment,
    client: Moment,
  }),
  v.strictObject({ step: v.literal("failed"), ...head, reason: v.string() }),
]);
export type ProbeMessage = v.InferOutput<typeof ProbeMessage>;

import * as v from "valibot";
import { Count, Id } from "../../../protocol/primitives.ts";

/**
 * What is true of a user on one server, of what changed: whether any connection is there, under which
 * name, and the rooms that it entered and left. The state itself, so that repeating it does no harm.
 */
const Delta = v.strictTuple([v.string(), v.boolean(), v.string(), v.array(Id), v.array(Id)]);
export type Delta = v.InferOutput<typeof Delta>;

const PresenceMessage = v.variant("kind", [
  /** The next `version` of what a process tells; `part` where it tells all anew, from `begin` to `end`. */
  v.strictObject({
    kind: v.literal("deltas"),
    from: Id,
    version: Count,
    part: v.exactOptional(v.picklist(["begin", "middle", "end", "whole"])),
    /** Those who disconnect are sent away. */
    draining: v.exactOptional(v.literal(true)),
    deltas: v.array(Delta),
  }),
  /** The last version that was told; `ask`: the others are to say theirs. */
  v.strictObject({ kind: v.literal("version"), from: Id, version: Count, ask: v.boolean() }),
  /** Asks a process to tell all anew. */
  v.strictObject({ kind: v.literal("tell_all"), from: Id, to: Id }),
]);
export type PresenceMessage = v.InferOutput<typeof PresenceMessage>;
export type Deltas = Extract<PresenceMessage, { kind: "deltas" }>;

export const encodePresence = (message: PresenceMessage): string => JSON.stringify(message);

/** Undefined for what no server of this version says. */
export const decodePresence = (payload: string): PresenceMessage | undefined => {
  try {
    const parsed = v.safeParse(PresenceMessage, JSON.parse(payload));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};

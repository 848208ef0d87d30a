import type { Observation } from "../history.ts";
import { isEntry, type Peer, type Violation } from "./evidence.ts";

/** How long after its answer a revocation may take to reach a socket (PROTOCOL §4, 5). */
const REVOCATION_MS = 1_000;

export const nothingPastRevocation = (
  history: readonly Observation[],
  peers: ReadonlyMap<string, Peer>,
): Violation[] => {
  const violations: Violation[] = [];
  const deadlines = new Map<string, number>();
  const isPast = (user: string, room: string, time: number): boolean =>
    time > (deadlines.get(user) ?? Number.POSITIVE_INFINITY) ||
    time > (deadlines.get(`${user} ${room}`) ?? Number.POSITIVE_INFINITY);
  for (const o of history) {
    if (o.kind === "revoked") {
      deadlines.set(o.room === undefined ? o.user : `${o.user} ${o.room}`, o.at + REVOCATION_MS);
    } else if (o.kind === "received" && (isEntry(o.event) || o.event.event === "ack")) {
      const user = peers.get(o.connection)?.user ?? "";
      if (isPast(user, o.event.room_id, o.at)) {
        const detail = `${o.connection} got ${o.event.event} ${o.event.room_id}/${o.event.seq}`;
        violations.push({ invariant: "nothing_past_revocation", detail });
      }
    }
  }
  return violations;
};

import type { StoredSend } from "./outbox-item.ts";
import type { Pending } from "./outbox-room.ts";

export interface Merged {
  /** All of them, in the store's order; what only this tab knows comes where it was sent: last. */
  readonly items: readonly Pending[];
  readonly changed: readonly Pending[];
  /** Sent or discarded by another tab. */
  readonly removed: readonly Pending[];
}

/**
 * What this tab knows, brought up to what the store says. `known` is what it knew when the reading began:
 * what was stored by then and is not there any more was another tab's to remove.
 */
export const mergeStored = (
  local: readonly Pending[],
  known: ReadonlySet<Pending>,
  stored: readonly StoredSend[],
): Merged => {
  const byCid = new Map(local.map((item) => [item.send.cid, item]));
  const items: Pending[] = [];
  const changed: Pending[] = [];
  for (const send of stored) {
    const mine = byCid.get(send.cid);
    byCid.delete(send.cid);
    const item: Pending = mine ?? { send, state: "queued", kept: "stored" };
    if (mine === undefined || (mine.send.refused === undefined) !== (send.refused === undefined)) {
      item.send = send;
      item.state = send.refused === undefined ? "queued" : "refused";
      changed.push(item);
    }
    items.push(item);
  }
  const removed: Pending[] = [];
  for (const item of byCid.values()) {
    const theirs = known.has(item) && item.kept === "stored" && item.state !== "sent";
    if (theirs) removed.push(item);
    else items.push(item);
  }
  return { items, changed, removed };
};

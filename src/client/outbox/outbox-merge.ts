import type { StoredSend } from "./outbox-item.ts";
import { Pending } from "./pending.ts";

export interface Merged {
  /** In the store's order, in which each tab's sends keep their own. */
  readonly items: readonly Pending[];
  readonly changed: readonly Pending[];
  /** Sent or discarded by another tab. */
  readonly removed: readonly Pending[];
}

/**
 * What this tab knows (`local`, oldest first), brought up to what the store says. `known` is what it knew
 * when the reading began: what was stored by then and is not there any more was another tab's to remove.
 */
export const mergeStored = (
  local: readonly Pending[],
  known: ReadonlySet<Pending>,
  stored: readonly StoredSend[],
): Merged => {
  const mine = new Map(local.map((item) => [item.send.cid, item]));
  const inStore = new Set(stored.map(({ cid }) => cid));
  const items: Pending[] = [];
  const changed: Pending[] = [];
  const removed: Pending[] = [];
  let next = 0;
  /** What only this tab knows goes before what it queued later, here `end`. */
  const takeLocal = (end: Pending | undefined) => {
    for (; next < local.length; next++) {
      const item = local[next];
      if (item === undefined || item === end) return;
      if (inStore.has(item.send.cid)) continue;
      const theirs = known.has(item) && item.kept === "stored" && item.state !== "sent";
      (theirs ? removed : items).push(item);
    }
  };
  for (const send of stored) {
    const own = mine.get(send.cid);
    if (own !== undefined) takeLocal(own);
    const item = own ?? new Pending(send, "stored");
    if (own === undefined || (own.send.refused === undefined) !== (send.refused === undefined)) {
      item.send = send;
      item.state = send.refused === undefined ? "queued" : "refused";
      changed.push(item);
    }
    items.push(item);
  }
  takeLocal(undefined);
  return { items, changed, removed };
};

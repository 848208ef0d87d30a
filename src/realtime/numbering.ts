import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { EntryRecord, RoomTip } from "../ports/store/log.ts";
import type { Judged } from "./batch.ts";

/** What a batch becomes: the entries to write, and whose they are. */
export interface Numbered {
  readonly record: EntryRecord;
  readonly judged: Judged;
  readonly floor: number;
}

export interface NumberingDeps {
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
  readonly serverId: string;
}

/** Gives each its place after the tip of its room (DESIGN §2.2), and moves `known` on to the last of them. */
export const number = (
  accepted: readonly Judged[],
  known: Map<string, RoomTip>,
  { clock, random, serverId }: NumberingDeps,
): Numbered[] => {
  const now = clock.now();
  return accepted.map((judged) => {
    const { roomId, cid, sender, payload } = judged.waiting.draft;
    const tip = known.get(roomId) ?? { seq: 0, n: 0, floor: 1 };
    const seq = tip.seq + 1;
    const n = payload.event === "message" ? tip.n + 1 : tip.n;
    known.set(roomId, { seq, n, floor: tip.floor });
    const id = random.uuid(now);
    const record: EntryRecord = {
      roomId,
      seq,
      n,
      id,
      cid: cid ?? id,
      senderId: sender.id,
      at: now,
      serverId,
      erased: false,
      payload,
    };
    return { record, judged, floor: tip.floor };
  });
};

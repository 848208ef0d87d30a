import { type Acked, type Send, type StoredRoom, sendKey, type Violation } from "./evidence.ts";

/**
 * What was sent later on a connection stands later. A repeated cid may stand anywhere before: its
 * first sending decided, so only first sendings are held against what was sent before them.
 */
export const senderOrder = (
  sends: readonly Send[],
  acks: readonly Acked[],
  doubts: ReadonlySet<string>,
): Violation[] => {
  const violations: Violation[] = [];
  const seqs = new Map(
    acks.map((a) => [`${a.connection} ${sendKey(a.room, a.user, a.cid)}`, a.seq]),
  );
  const known = new Set<string>();
  const highest = new Map<string, { seq: number; cid: string }>();
  for (const s of sends) {
    const key = sendKey(s.room, s.user, s.cid);
    const repeated = known.has(key);
    known.add(key);
    const seq = seqs.get(`${s.connection} ${key}`);
    if (seq === undefined || doubts.has(`${s.connection} ${key}`)) continue;
    const lane = `${s.connection} ${s.room}`;
    const before = highest.get(lane);
    if (before !== undefined && !repeated && seq <= before.seq) {
      violations.push({
        invariant: "sender_order",
        detail: `${s.connection} sent ${before.cid} (${before.seq}) before ${s.cid} (${seq}) to ${s.room}`,
      });
    }
    if (before === undefined || seq > before.seq) highest.set(lane, { seq, cid: s.cid });
  }
  return violations;
};

export const ackBeforeSend = (
  sends: readonly Send[],
  acks: readonly Acked[],
  logs: ReadonlyMap<string, StoredRoom>,
): Violation[] => {
  const violations: Violation[] = [];
  const rows = new Map<string, number>();
  for (const { room, entries } of logs.values()) {
    for (const e of entries) rows.set(sendKey(room, e.sender.id, e.cid ?? ""), e.seq);
  }
  const steps = [...sends, ...acks].sort((a, b) => a.index - b.index);
  const known = new Set<string>();
  const highest = new Map<string, number>();
  for (const step of steps) {
    if ("seq" in step) {
      highest.set(step.room, Math.max(step.seq, highest.get(step.room) ?? 0));
      continue;
    }
    const key = sendKey(step.room, step.user, step.cid);
    if (known.has(key)) continue;
    known.add(key);
    const row = rows.get(key);
    const acked = highest.get(step.room) ?? 0;
    if (row !== undefined && row <= acked) {
      const detail = `${step.room}: ${step.cid} was sent after ${acked} was acked, and stands at ${row}`;
      violations.push({ invariant: "ack_before_send", detail });
    }
  }
  return violations;
};

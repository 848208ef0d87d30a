import type { Entry } from "../../../src/protocol/entries.ts";
import type { Observation } from "../history.ts";
import {
  type Acked,
  isEntry,
  type Send,
  type StoredRoom,
  sendKey,
  type Violation,
} from "./evidence.ts";

/** Only for rooms into which recorded clients alone wrote: others' messages are no evidence. */
export const storedAsSent = (
  sends: readonly Send[],
  stored: readonly StoredRoom[],
): Violation[] => {
  const violations: Violation[] = [];
  const contents = new Map(sends.map((s) => [sendKey(s.room, s.user, s.cid), s.content]));
  const senders = new Set(sends.map((s) => s.user));
  for (const { room, entries } of stored) {
    for (const e of entries) {
      if (e.event !== "message" || !senders.has(e.sender.id)) continue;
      const sent = contents.get(sendKey(room, e.sender.id, e.cid ?? ""));
      if (sent === undefined || (e.content !== undefined && e.content !== sent)) {
        const detail = `${room}/${e.seq} (${e.cid}) ${sent === undefined ? "was never sent" : "has other content"}`;
        violations.push({ invariant: "stored_as_sent", detail });
      }
    }
  }
  return violations;
};

const at = (log: StoredRoom, seq: number): Entry | undefined => log.entries[seq - log.floor];

export const ackedIsStored = (
  acks: readonly Acked[],
  logs: ReadonlyMap<string, StoredRoom>,
): Violation[] => {
  const violations: Violation[] = [];
  for (const ack of acks) {
    const log = logs.get(ack.room);
    if (log === undefined || ack.seq < log.floor) continue;
    const row = at(log, ack.seq);
    const same =
      row !== undefined &&
      row.id === ack.id &&
      row.n === ack.n &&
      (row.cid ?? ack.cid) === ack.cid &&
      row.sender.id === ack.user;
    if (!same) {
      const found = row === undefined ? "nothing" : `${row.id} (${row.cid}, n ${row.n})`;
      violations.push({
        invariant: "acked_is_stored",
        detail: `${ack.room}/${ack.seq}: acked ${ack.id} (${ack.cid}, n ${ack.n}), stored ${found}`,
      });
    }
  }
  return violations;
};

/** What may not differ between two observers of a seq; erased content may be missing from one. */
const identity = (e: Entry): string =>
  JSON.stringify([
    e.event,
    e.id,
    e.n,
    e.cid,
    e.sender.id,
    "target" in e ? e.target : null,
    e.event === "reaction" ? [e.emoji, e.on] : null,
    e.event === "member" ? [e.change, e.user.id] : null,
  ]);
const contentOf = (e: Entry): string | undefined => ("content" in e ? e.content : undefined);

export const sameForAll = (
  history: readonly Observation[],
  logs: ReadonlyMap<string, StoredRoom>,
): Violation[] => {
  const violations: Violation[] = [];
  const first = new Map<string, { identity: string; content: string | undefined; by: string }>();
  const compare = (room: string, e: Entry, by: string): void => {
    const key = `${room}/${e.seq}`;
    const seen = { identity: identity(e), content: contentOf(e), by };
    const known = first.get(key);
    if (known === undefined) {
      first.set(key, seen);
      return;
    }
    const erased = known.content === undefined || seen.content === undefined;
    if (known.identity !== seen.identity || !(erased || known.content === seen.content)) {
      const detail = `${key}: ${known.by} has ${known.identity}, ${by} has ${seen.identity}`;
      violations.push({ invariant: "same_for_all", detail });
    }
  };
  for (const { room, entries } of logs.values()) {
    for (const e of entries) compare(room, e, "the store");
  }
  for (const o of history) {
    if (o.kind === "received" && isEntry(o.event)) compare(o.event.room_id, o.event, o.connection);
  }
  return violations;
};

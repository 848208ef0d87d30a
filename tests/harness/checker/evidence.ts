import type { Entry } from "../../../src/protocol/entries.ts";
import type { ServerEvent } from "../../../src/protocol/events.ts";
import type { Mark } from "../../../src/protocol/primitives.ts";
import type { Observation } from "../history.ts";

/** A room's log as the store holds it once traffic has stopped. */
export interface StoredRoom {
  readonly room: string;
  /** The lowest seq kept; 1 unless retention raised it. */
  readonly floor: number;
  readonly tip: Mark;
  readonly entries: readonly Entry[];
}

export interface Evidence {
  readonly history: readonly Observation[];
  readonly stored: readonly StoredRoom[];
  /** Who must have arrived at the tip of which room by the end of the history. */
  readonly settled: readonly { readonly client: string; readonly room: string }[];
}

/** DESIGN §2, the invariants for the checker. */
export type Invariant =
  | "log_gapless"
  | "stored_once"
  | "stored_as_sent"
  | "acked_is_stored"
  | "same_for_all"
  | "steps_by_one"
  | "sender_order"
  | "ack_before_send"
  | "converged"
  | "nothing_past_revocation";

export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

const ENTRY_EVENTS: ReadonlySet<string> = new Set([
  "message",
  "edit",
  "delete",
  "reaction",
  "member",
  "room",
]);
export const isEntry = (event: ServerEvent | Entry): event is Entry =>
  ENTRY_EVENTS.has(event.event);

export interface Send {
  readonly index: number;
  readonly connection: string;
  readonly user: string;
  readonly room: string;
  readonly cid: string;
  readonly content: string;
}
export interface Acked {
  readonly index: number;
  readonly connection: string;
  readonly user: string;
  readonly room: string;
  readonly cid: string;
  readonly id: string;
  readonly seq: number;
  readonly n: number;
}
export interface Peer {
  readonly client: string;
  readonly user: string;
}
export const sendKey = (room: string, user: string, cid: string): string =>
  `${room} ${user} ${cid}`;

export const peersOf = (history: readonly Observation[]): Map<string, Peer> => {
  const peers = new Map<string, Peer>();
  for (const o of history) {
    if (o.kind === "opened") peers.set(o.connection, { client: o.client, user: o.user });
  }
  return peers;
};

export const sendsOf = (
  history: readonly Observation[],
  peers: ReadonlyMap<string, Peer>,
): Send[] => {
  const sends: Send[] = [];
  for (const [index, o] of history.entries()) {
    if (o.kind !== "sent" || o.action.action !== "send_message") continue;
    const { room_id, cid, content } = o.action;
    const user = peers.get(o.connection)?.user;
    if (cid === undefined || user === undefined) continue;
    sends.push({ index, connection: o.connection, user, room: room_id, cid, content });
  }
  return sends;
};

export const acksOf = (
  history: readonly Observation[],
  peers: ReadonlyMap<string, Peer>,
): Acked[] => {
  const acks: Acked[] = [];
  for (const [index, o] of history.entries()) {
    if (o.kind !== "received" || o.event.event !== "ack") continue;
    const { room_id: room, cid, id, seq, n } = o.event;
    const user = peers.get(o.connection)?.user ?? "";
    acks.push({ index, connection: o.connection, user, room, cid, id, seq, n });
  }
  return acks;
};

/**
 * Sends that were answered `unavailable` or `internal`, by connection and key: their fate was open, and
 * what was sent after them may stand before them.
 */
export const doubtsOf = (
  history: readonly Observation[],
  peers: ReadonlyMap<string, Peer>,
): Set<string> => {
  const keys = new Map<string, string>();
  const doubts = new Set<string>();
  for (const o of history) {
    const user = "connection" in o ? (peers.get(o.connection)?.user ?? "") : "";
    if (o.kind === "sent" && o.action.action === "send_message") {
      const { ref, room_id, cid = "" } = o.action;
      keys.set(`${o.connection} ${ref}`, sendKey(room_id, user, cid));
    } else if (o.kind === "received" && o.event.event === "error") {
      const { ref, code } = o.event;
      const key = keys.get(`${o.connection} ${ref}`);
      const isOpen = code === "unavailable" || code === "internal";
      if (isOpen && key !== undefined) doubts.add(`${o.connection} ${key}`);
    }
  }
  return doubts;
};

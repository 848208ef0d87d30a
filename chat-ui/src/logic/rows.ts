import type { OutboxItemState, SendFailure } from "../../../src/client/outbox/outbox-item.ts";
import type { SeqRange } from "../../../src/client/room-cursor.ts";
import type { Message } from "../../../src/protocol/entries.ts";
import { startOfDay } from "../../../ui/logic/format.ts";
import type { ShownFile } from "./files.ts";
import { heldBack, type Line, type Notice, type Timeline } from "./timeline.ts";

/** What a row needs of a message; one that was not acked has neither seq nor server. */
export type ShownMessage = Pick<
  Message,
  | "cid"
  | "sender"
  | "content"
  | "at"
  | "reply_to"
  | "reactions"
  | "edited_at"
  | "deleted"
  | "mentions"
> & {
  readonly attachments?: readonly ShownFile[] | undefined;
  readonly seq: number | undefined;
  readonly server_id: string | undefined;
};

/** Where a message of one's own stands on its way to the server; times in ms since the epoch. */
export interface Delivery {
  readonly state: OutboxItemState;
  readonly since: number;
  /** What the server said to the last attempt. */
  readonly failure?: SendFailure | undefined;
  /** Another one of the room goes first. */
  readonly behind?: boolean;
  /** When a queued one is tried again. */
  readonly retryAt?: number | undefined;
}

export interface PendingMessage {
  readonly message: ShownMessage;
  readonly delivery: Delivery;
}

export type Row =
  | { readonly kind: "beginning"; readonly key: "beginning" }
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "unread"; readonly key: "unread" }
  | { readonly kind: "gap"; readonly key: "gap"; readonly gap: SeqRange | undefined }
  | { readonly kind: "notice"; readonly key: string; readonly entry: Notice }
  | MessageRow;

export interface MessageRow {
  readonly kind: "message";
  /** Sender and cid: what the acknowledgement does not change. */
  readonly key: string;
  readonly message: ShownMessage;
  readonly delivery: Delivery | undefined;
  /** Follows its author's last message closely enough to share its head. */
  readonly continued: boolean;
}

export interface RowInput extends Pick<Timeline, "lines" | "hasBefore"> {
  readonly pending: readonly PendingMessage[];
  /** What is missing after the lines and on its way. */
  readonly gap?: SeqRange | undefined;
  /** Whether there are messages after the lines: what is on its way does not follow the last of them. */
  readonly more?: boolean;
  /** Read mark at the time the room was opened; undefined draws no line. */
  readonly unreadAfter: number | undefined;
  readonly me: string;
}

const GROUP_MS = 5 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

export const messageKey = (senderId: string, cid: string): string => `${senderId}:${cid}`;

interface Previous {
  readonly senderId: string;
  readonly at: number;
}

const continues = (previous: Previous | undefined, message: ShownMessage): boolean =>
  previous !== undefined &&
  previous.senderId === message.sender.id &&
  message.at - previous.at < GROUP_MS &&
  message.at >= previous.at &&
  message.reply_to === undefined;

/** A message that did not change keeps its row, so that what shows it has nothing to do. */
const drawn = new WeakMap<Message, MessageRow>();
const rowOf = (message: Message, continued: boolean): MessageRow => {
  const former = drawn.get(message);
  if (former?.continued === continued) return former;
  const key = messageKey(message.sender.id, message.cid);
  const row: MessageRow = { kind: "message", key, message, delivery: undefined, continued };
  drawn.set(message, row);
  return row;
};

/** The rows of a conversation: date lines, the unread line and groups by author. */
export const buildRows = (input: RowInput): Row[] => {
  const rows: Row[] = [];
  let previous: Previous | undefined;
  let dayEnd = Number.NEGATIVE_INFINITY;
  let unreadDrawn = input.unreadAfter === undefined;
  const unreadAfter = input.unreadAfter ?? 0;

  const openDay = (at: number): void => {
    if (at < dayEnd) return;
    const start = startOfDay(at);
    dayEnd = startOfDay(start + DAY_MS + DAY_MS / 2);
    rows.push({ kind: "day", key: `day:${start}`, at: start });
    previous = undefined;
  };
  const addMessage = (message: ShownMessage, row: MessageRow): void => {
    rows.push(row);
    previous = { senderId: message.sender.id, at: message.at };
  };

  if (!input.hasBefore) rows.push({ kind: "beginning", key: "beginning" });
  const settled = new Set<string>();
  const pendingCids = new Set(input.pending.map((p) => p.message.cid));
  const addLine = (line: Line): void => {
    openDay(line.kind === "message" ? line.message.at : line.entry.at);
    if (line.kind === "notice") {
      rows.push({ kind: "notice", key: `notice:${line.seq}`, entry: line.entry });
      previous = undefined;
      return;
    }
    const own = line.message.sender.id === input.me;
    if (!unreadDrawn && line.seq > unreadAfter && !own) {
      unreadDrawn = true;
      previous = undefined;
      rows.push({ kind: "unread", key: "unread" });
    }
    if (own && pendingCids.has(line.message.cid)) settled.add(line.message.cid);
    addMessage(line.message, rowOf(line.message, continues(previous, line.message)));
  };
  const held = heldBack(input);
  for (const line of input.lines) {
    addLine(line);
    if (line === held) rows.length = 0;
  }
  const unsettled = input.pending.filter(({ message }) => !settled.has(message.cid));
  if (input.gap || (input.more && unsettled.length > 0)) {
    rows.push({ kind: "gap", key: "gap", gap: input.gap });
    previous = undefined;
  }
  for (const { message, delivery } of unsettled) {
    openDay(message.at);
    const key = messageKey(message.sender.id, message.cid);
    const continued = continues(previous, message);
    addMessage(message, { kind: "message", key, message, delivery, continued });
  }
  return rows;
};

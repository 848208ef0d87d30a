import type {
  Entry,
  MemberEntry,
  Message,
  MessageEntry,
  ReactionEntry,
  RoomEntry,
} from "../../../src/protocol/entries.ts";
import type { User } from "../../../src/protocol/users.ts";

/**
 * A window of a room's log with its edits, deletes and reactions folded in.
 * Immutable: every function returns the timeline it was given, or a new one.
 */
export interface Timeline {
  /** Ascending by seq, without doubles. */
  readonly lines: readonly Line[];
  /** Whether the server holds older and newer messages than the window. */
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** The latest changes, for pages that were read before them and arrive after. */
  readonly changes: readonly Change[];
}

/** `asOf`: the highest seq whose effect the line shows, so that no entry counts twice. */
export type Line =
  | {
      readonly kind: "message";
      readonly seq: number;
      readonly asOf: number;
      readonly message: Message;
    }
  | { readonly kind: "notice"; readonly seq: number; readonly entry: Notice };
export type Notice = MemberEntry | RoomEntry;
type Change = Exclude<Entry, MessageEntry | Notice>;

/** A page of GET /messages. */
export interface Page {
  readonly messages: readonly Message[];
  readonly tip: { readonly seq: number };
  readonly has_before: boolean;
  readonly has_after: boolean;
}

const KEPT_CHANGES = 500;

export const emptyTimeline: Timeline = {
  lines: [],
  hasBefore: false,
  hasAfter: false,
  changes: [],
};

/** The index of the first line whose seq is not below `seq`. */
export const lowerBound = (lines: readonly Line[], seq: number): number => {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.seq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const messageAt = (timeline: Timeline, seq: number): Message | undefined => {
  const line = timeline.lines[lowerBound(timeline.lines, seq)];
  return line?.kind === "message" && line.seq === seq ? line.message : undefined;
};

const react = (message: Message, entry: ReactionEntry, me: string): Message => {
  const mine = entry.sender.id === me;
  const step = entry.on ? 1 : -1;
  const known = message.reactions.some((r) => r.emoji === entry.emoji);
  const reactions = known
    ? message.reactions
        .map((r) =>
          r.emoji === entry.emoji ? { ...r, count: r.count + step, me: mine ? entry.on : r.me } : r,
        )
        .filter((r) => r.count > 0)
    : [...message.reactions, ...(entry.on ? [{ emoji: entry.emoji, count: 1, me: mine }] : [])];
  return { ...message, reactions };
};

const erase = (message: Message): Message => {
  const { content: _content, mentions: _mentions, attachments: _attachments, ...rest } = message;
  return { ...rest, deleted: true, reactions: [] };
};

const change = (message: Message, entry: Change, me: string): Message => {
  if (message.deleted) return message;
  if (entry.event === "reaction") return react(message, entry, me);
  if (entry.event === "delete") return erase(message);
  return entry.content === undefined
    ? message
    : { ...message, content: entry.content, edited_at: entry.at };
};

const hideExcerpt = (line: Line, target: number): Line =>
  line.kind === "message" && line.message.reply_to?.seq === target
    ? {
        ...line,
        message: { ...line.message, reply_to: { ...line.message.reply_to, excerpt: "" } },
      }
    : line;

/** Changes `lines` in place; they are the caller's own copy. */
const applyChange = (lines: Line[], entry: Change, me: string): void => {
  const index = lowerBound(lines, entry.target);
  const line = lines[index];
  if (line?.kind === "message" && line.seq === entry.target && line.asOf < entry.seq) {
    lines[index] = { ...line, asOf: entry.seq, message: change(line.message, entry, me) };
  }
  if (entry.event !== "delete") return;
  for (let i = index; i < lines.length; i++) {
    const reply = lines[i];
    if (reply) lines[i] = hideExcerpt(reply, entry.target);
  }
};

const toMessage = (entry: MessageEntry): Message => {
  const { event: _event, cid, ...message } = entry;
  return { ...message, cid: cid ?? entry.id, reactions: [] };
};

const lineOf = (entry: MessageEntry | Notice): Line =>
  entry.event === "message"
    ? { kind: "message", seq: entry.seq, asOf: entry.seq, message: toMessage(entry) }
    : { kind: "notice", seq: entry.seq, entry };

/**
 * Adds what happened in the room, in the order of seq. While the window ends before the present
 * (`hasAfter`), new lines stay out of it: they come with the page that reaches them.
 */
export const applyEntries = (
  timeline: Timeline,
  entries: readonly Entry[],
  me: string,
): Timeline => {
  if (entries.length === 0) return timeline;
  const lines = [...timeline.lines];
  const changes: Change[] = [];
  for (const entry of entries) {
    if (entry.event === "edit" || entry.event === "delete" || entry.event === "reaction") {
      applyChange(lines, entry, me);
      changes.push(entry);
      continue;
    }
    if (timeline.hasAfter) continue;
    const index = lowerBound(lines, entry.seq);
    if (lines[index]?.seq !== entry.seq) lines.splice(index, 0, lineOf(entry));
  }
  return { ...timeline, lines, changes: [...timeline.changes, ...changes].slice(-KEPT_CHANGES) };
};

const pageLines = (page: Page): Line[] =>
  page.messages.map((message) => ({
    kind: "message",
    seq: message.seq,
    asOf: page.tip.seq,
    message,
  }));

/** Replaces the window, keeping lines that arrived live after the page was read. */
export const replaceWithPage = (timeline: Timeline, page: Page, me: string): Timeline => {
  const lines = pageLines(page);
  if (!page.has_after) lines.push(...timeline.lines.filter((line) => line.seq > page.tip.seq));
  for (const entry of timeline.changes) applyChange(lines, entry, me);
  return {
    lines,
    hasBefore: page.has_before,
    hasAfter: page.has_after,
    changes: timeline.changes,
  };
};

/** Puts an older page before the window. */
export const prependPage = (timeline: Timeline, page: Page, me: string): Timeline => {
  const first = timeline.lines[0]?.seq ?? Infinity;
  const lines = pageLines(page).filter((line) => line.seq < first);
  for (const entry of timeline.changes) applyChange(lines, entry, me);
  return { ...timeline, lines: [...lines, ...timeline.lines], hasBefore: page.has_before };
};

/** Puts a newer page after the window. */
export const appendPage = (timeline: Timeline, page: Page, me: string): Timeline => {
  const last = timeline.lines.at(-1)?.seq ?? 0;
  const lines = pageLines(page).filter((line) => line.seq > last);
  for (const entry of timeline.changes) applyChange(lines, entry, me);
  return { ...timeline, lines: [...timeline.lines, ...lines], hasAfter: page.has_after };
};

/** A new display name shows at once on everything its owner wrote. */
export const renameUser = (
  timeline: Timeline,
  user: Pick<User, "id" | "display_name">,
): Timeline => {
  if (!timeline.lines.some((l) => l.kind === "message" && l.message.sender.id === user.id)) {
    return timeline;
  }
  const lines = timeline.lines.map((line) =>
    line.kind === "message" && line.message.sender.id === user.id
      ? {
          ...line,
          message: {
            ...line.message,
            sender: { ...line.message.sender, display_name: user.display_name },
          },
        }
      : line,
  );
  return { ...timeline, lines };
};

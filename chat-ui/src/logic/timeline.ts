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
  /** While `hasAfter`: what came live since, for the page that reaches it. */
  readonly beyond: readonly Line[];
  /** Every live line after this seq is held, in `lines` or in `beyond`. */
  readonly liveFrom: number;
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
const KEPT_BEYOND = 500;
/** What a window may grow to, and what is left of it then: it is drawn, searched and folded line by line. */
export const WINDOW_MAX = 1_000;
const WINDOW_KEPT = 700;

export const emptyTimeline: Timeline = {
  lines: [],
  hasBefore: false,
  hasAfter: false,
  changes: [],
  beyond: [],
  liveFrom: 0,
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

/**
 * The oldest line of a window that does not begin the room: what comes before it decides whether it begins a day or a
 * group. It is drawn when that is known, so that nothing in view changes when older messages come in above.
 */
export const heldBack = ({
  lines,
  hasBefore,
}: Pick<Timeline, "lines" | "hasBefore">): Line | undefined =>
  hasBefore && lines.length > 1 ? lines[0] : undefined;

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

/** The newest of what waits beyond the window; what had to go is for the server to bring again. */
const keepBeyond = (timeline: Timeline, beyond: readonly Line[]): Timeline => {
  const gone = beyond.at(-KEPT_BEYOND - 1);
  return gone === undefined
    ? { ...timeline, beyond }
    : { ...timeline, beyond: beyond.slice(-KEPT_BEYOND), liveFrom: gone.seq };
};

/**
 * Adds what happened in the room, in the order of seq. While the window ends before the present
 * (`hasAfter`), new lines wait beyond it for the page that reaches them.
 */
export const applyEntries = (
  timeline: Timeline,
  entries: readonly Entry[],
  me: string,
): Timeline => {
  if (entries.length === 0) return timeline;
  const lines = [...timeline.lines];
  const beyond: Line[] = [];
  const changes: Change[] = [];
  for (const entry of entries) {
    if (entry.event === "edit" || entry.event === "delete" || entry.event === "reaction") {
      applyChange(lines, entry, me);
      changes.push(entry);
      continue;
    }
    if (timeline.hasAfter) {
      beyond.push(lineOf(entry));
      continue;
    }
    const index = lowerBound(lines, entry.seq);
    if (lines[index]?.seq !== entry.seq) lines.splice(index, 0, lineOf(entry));
  }
  const next = {
    ...timeline,
    lines,
    changes: [...timeline.changes, ...changes].slice(-KEPT_CHANGES),
  };
  return beyond.length === 0 ? next : keepBeyond(next, [...timeline.beyond, ...beyond]);
};

/** Without its oldest lines, once there are too many: what is read is at the end. */
export const trimStart = (timeline: Timeline): Timeline => {
  const { lines } = timeline;
  const gone = lines.length > WINDOW_MAX ? lines.at(-WINDOW_KEPT - 1) : undefined;
  if (gone === undefined) return timeline;
  const liveFrom = Math.max(timeline.liveFrom, gone.seq);
  return { ...timeline, lines: lines.slice(-WINDOW_KEPT), hasBefore: true, liveFrom };
};

/** Without its newest lines, once there are too many: what is read is further up. */
export const trimEnd = (timeline: Timeline): Timeline => {
  const { lines } = timeline;
  if (lines.length <= WINDOW_MAX) return timeline;
  const cut = { ...timeline, lines: lines.slice(0, WINDOW_KEPT), hasAfter: true };
  return timeline.hasAfter ? cut : keepBeyond(cut, lines.slice(WINDOW_KEPT));
};

const pageLines = (page: Page): Line[] =>
  page.messages.map((message) => ({
    kind: "message",
    seq: message.seq,
    asOf: page.tip.seq,
    message,
  }));

/** `lines` up to where the page ends, and on to the present where nothing is missing in between. */
const joined = (timeline: Timeline, lines: Line[], page: Page, me: string): Timeline => {
  const held = timeline.hasAfter ? timeline.beyond : timeline.lines;
  const live = held.filter((line) => line.seq > page.tip.seq);
  const reaches = !page.has_after && page.tip.seq >= timeline.liveFrom;
  if (reaches) lines.push(...live);
  for (const entry of timeline.changes) applyChange(lines, entry, me);
  return { ...timeline, lines, hasAfter: !reaches, beyond: reaches ? [] : live };
};

/** The last `limit` messages as a page that `replaceWithPage` takes; undefined of a window that is not at the end. */
export const newestPage = (timeline: Timeline, limit: number, seq: number): Page | undefined => {
  if (timeline.hasAfter) return undefined;
  const messages = timeline.lines.flatMap((line) =>
    line.kind === "message" ? [line.message] : [],
  );
  return {
    messages: messages.slice(-limit),
    tip: { seq },
    has_before: timeline.hasBefore || messages.length > limit,
    has_after: false,
  };
};

/** Replaces the window, keeping lines that arrived live after the page was read, and older ones that it follows on. */
export const replaceWithPage = (timeline: Timeline, page: Page, me: string): Timeline => {
  const first = page.messages[0]?.seq ?? 0;
  const followsOn = (timeline.lines.at(-1)?.seq ?? -1) >= first;
  const older = followsOn ? timeline.lines.slice(0, lowerBound(timeline.lines, first)) : [];
  return {
    ...joined(timeline, [...older, ...pageLines(page)], page, me),
    hasBefore: older.length > 0 ? timeline.hasBefore : page.has_before,
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
  const newer = pageLines(page).filter((line) => line.seq > last);
  return joined(timeline, [...timeline.lines, ...newer], page, me);
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

/** How far back somebody counts as one who speaks. */
const SPEAKING_LINES = 200;

/** Ids of those who wrote last, the latest first, without `me`. */
export const recentSpeakers = ({ lines }: Timeline, me: string): string[] => {
  const ids = new Set<string>();
  for (const line of lines.slice(-SPEAKING_LINES).toReversed()) {
    if (line.kind === "message" && line.message.sender.id !== me) ids.add(line.message.sender.id);
  }
  return [...ids];
};

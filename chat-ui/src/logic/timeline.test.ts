import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry, Message } from "../../../src/protocol/entries.ts";
import {
  appendPage,
  applyEntries,
  emptyTimeline,
  messageAt,
  type Page,
  prependPage,
  renameUser,
  replaceWithPage,
  type Timeline,
  trimEnd,
  trimStart,
  WINDOW_MAX,
} from "./timeline.ts";

const ME = "me";
const base = (seq: number, by: string) => ({
  room_id: "r",
  seq,
  n: seq,
  id: `id-${seq}`,
  cid: `cid-${seq}`,
  at: 1000 * seq,
  server_id: "s1",
  sender: { id: by, display_name: by },
});
const message = (seq: number, by = "ana"): Entry => ({
  event: "message",
  ...base(seq, by),
  content: `text ${seq}`,
});
const folded = (seq: number, more: Partial<Message> = {}): Message => ({
  ...base(seq, "ana"),
  content: `text ${seq}`,
  reactions: [],
  ...more,
});
const page = (messages: Message[], tip: number, more: Partial<Page> = {}): Page => ({
  messages,
  tip: { seq: tip },
  has_before: false,
  has_after: false,
  ...more,
});
const seqs = (timeline: Timeline): number[] => timeline.lines.map((l) => l.seq);
const react = (seq: number, target: number, on: boolean, by = "bo"): Entry => ({
  event: "reaction",
  ...base(seq, by),
  target,
  emoji: "👍",
  on,
});

describe("applyEntries", () => {
  it("appends messages and notices in order, each once", () => {
    const joined: Entry = {
      event: "member",
      ...base(2, "bo"),
      change: "joined",
      user: { id: "bo", display_name: "bo" },
    };
    const timeline = applyEntries(emptyTimeline, [message(1), joined, message(3), message(3)], ME);
    expect(seqs(timeline)).toEqual([1, 2, 3]);
  });

  it("folds edits, deletes and reactions", () => {
    const timeline = applyEntries(
      emptyTimeline,
      [
        message(1),
        { event: "edit", ...base(2, "ana"), target: 1, content: "new" },
        react(3, 1, true),
        react(4, 1, true, ME),
        react(5, 1, false),
      ],
      ME,
    );
    expect(messageAt(timeline, 1)).toMatchObject({
      content: "new",
      edited_at: 2000,
      reactions: [{ emoji: "👍", count: 1, me: true }],
    });
    const gone = applyEntries(timeline, [{ event: "delete", ...base(6, "ana"), target: 1 }], ME);
    expect(messageAt(gone, 1)).toMatchObject({ deleted: true, reactions: [] });
    expect(messageAt(gone, 1)?.content).toBeUndefined();
  });

  it("empties the excerpts of what was deleted", () => {
    const reply: Entry = {
      ...base(2, "bo"),
      event: "message",
      content: "re",
      reply_to: { seq: 1, sender: { id: "ana", display_name: "ana" }, excerpt: "text 1" },
    };
    const timeline = applyEntries(
      emptyTimeline,
      [message(1), reply, { event: "delete", ...base(3, "ana"), target: 1 }],
      ME,
    );
    expect(messageAt(timeline, 2)?.reply_to?.excerpt).toBe("");
  });

  it("keeps news out of a window that ends in the past, but changes what is in it", () => {
    const past = replaceWithPage(emptyTimeline, page([folded(1)], 9, { has_after: true }), ME);
    const timeline = applyEntries(past, [message(10), react(11, 1, true)], ME);
    expect(seqs(timeline)).toEqual([1]);
    expect(messageAt(timeline, 1)?.reactions).toHaveLength(1);
  });
});

describe("pages", () => {
  it("does not count a reaction twice that a page already shows", () => {
    const shown = folded(1, { reactions: [{ emoji: "👍", count: 1, me: false }] });
    const timeline = replaceWithPage(emptyTimeline, page([shown], 5), ME);
    const after = applyEntries(timeline, [react(5, 1, true)], ME);
    expect(messageAt(after, 1)?.reactions[0]?.count).toBe(1);
  });

  it("repeats a change on a page that was read before it", () => {
    const live = applyEntries(emptyTimeline, [message(20), react(21, 3, true)], ME);
    const older = prependPage(live, page([folded(3)], 19, { has_before: true }), ME);
    expect(seqs(older)).toEqual([3, 20]);
    expect(messageAt(older, 3)?.reactions[0]?.count).toBe(1);
    expect(older.hasBefore).toBe(true);
  });

  it("keeps what arrived live while the newest page was under way", () => {
    const live = applyEntries(emptyTimeline, [message(6)], ME);
    expect(seqs(replaceWithPage(live, page([folded(4), folded(5)], 5), ME))).toEqual([4, 5, 6]);
  });

  it("joins overlapping pages without doubles", () => {
    const start = replaceWithPage(
      emptyTimeline,
      page([folded(4), folded(5)], 9, { has_before: true, has_after: true }),
      ME,
    );
    const older = prependPage(start, page([folded(3), folded(4)], 9), ME);
    const newer = appendPage(older, page([folded(5), folded(6)], 9), ME);
    expect(seqs(newer)).toEqual([3, 4, 5, 6]);
    expect(newer).toMatchObject({ hasBefore: false, hasAfter: false });
  });
});

describe("a window with an end", () => {
  const past = replaceWithPage(
    emptyTimeline,
    page([folded(1), folded(2)], 3, { has_after: true }),
    ME,
  );
  const run = (from: number, to: number): Entry[] =>
    Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

  it("gets what came live when the page that reaches it was read before", () => {
    const live = applyEntries(past, [message(4), message(5), react(6, 4, true)], ME);
    const whole = appendPage(live, page([folded(3)], 4), ME);
    expect(seqs(whole)).toEqual([1, 2, 3, 5]);
    const read = appendPage(live, page([folded(3), folded(4)], 4), ME);
    expect(seqs(read)).toEqual([1, 2, 3, 4, 5]);
    expect(messageAt(read, 4)?.reactions).toHaveLength(1);
    expect(read).toMatchObject({ hasAfter: false, beyond: [] });
  });

  it("stays one while something between the page and what came live is missing", () => {
    const flooded = applyEntries(past, run(4, 1_003), ME);
    expect(flooded.beyond).toHaveLength(500);
    const early = replaceWithPage(flooded, page([folded(400)], 400), ME);
    expect(seqs(early)).toEqual([400]);
    expect(early.hasAfter).toBe(true);
    const late = replaceWithPage(early, page([folded(900)], 900), ME);
    expect(seqs(late)).toEqual([900, ...run(901, 1_003).map((entry) => entry.seq)]);
    expect(late.hasAfter).toBe(false);
  });

  it("loses its oldest lines to a flood, and what was read before it no longer joins", () => {
    const full = trimStart(applyEntries(emptyTimeline, run(1, WINDOW_MAX + 1), ME));
    expect(full.lines.length).toBeLessThan(WINDOW_MAX);
    expect(full).toMatchObject({ hasBefore: true, hasAfter: false });
    expect(full.lines.at(-1)?.seq).toBe(WINDOW_MAX + 1);
    expect(trimStart(full)).toBe(full);
    expect(replaceWithPage(full, page([folded(5)], 5), ME).hasAfter).toBe(true);
  });

  it("loses its newest lines to what is read further up, and gets them again", () => {
    const cut = trimEnd(applyEntries(emptyTimeline, run(1, WINDOW_MAX + 1), ME));
    expect(cut.hasAfter).toBe(true);
    const last = cut.lines.at(-1)?.seq ?? 0;
    const back = appendPage(cut, page([folded(last + 1)], last + 1), ME);
    expect(seqs(back)).toEqual(run(1, WINDOW_MAX + 1).map((entry) => entry.seq));
    expect(back.hasAfter).toBe(false);
  });
});

it("renames at once, and leaves a timeline alone that has nothing of the user", () => {
  const timeline = applyEntries(emptyTimeline, [message(1)], ME);
  expect(renameUser(timeline, { id: "nobody", display_name: "X" })).toBe(timeline);
  const renamed = renameUser(timeline, { id: "ana", display_name: "Ada" });
  expect(messageAt(renamed, 1)?.sender.display_name).toBe("Ada");
});

it("does not depend on how the log was cut into batches and pages", () => {
  const log: Entry[] = [];
  const kinds = fc.array(fc.tuple(fc.nat(3), fc.nat(100), fc.boolean()), { maxLength: 40 });
  fc.assert(
    fc.property(kinds, fc.nat(40), (steps, cut) => {
      log.length = 0;
      const targets: number[] = [];
      for (const [kind, pick, on] of steps) {
        const seq = log.length + 1;
        const target = targets[pick % Math.max(1, targets.length)];
        if (kind === 0 || target === undefined) {
          log.push(message(seq));
          targets.push(seq);
        } else if (kind === 1) {
          log.push({ event: "edit", ...base(seq, "ana"), target, content: `edit ${seq}` });
        } else if (kind === 2) log.push({ event: "delete", ...base(seq, "ana"), target });
        else log.push(react(seq, target, on));
      }
      const whole = applyEntries(emptyTimeline, log, ME);
      const first = applyEntries(emptyTimeline, log.slice(0, cut), ME);
      const shown = (t: Timeline) => t.lines.map((l) => (l.kind === "message" ? l.message : l.seq));
      expect(shown(applyEntries(first, log.slice(cut), ME))).toEqual(shown(whole));

      const pageOfFirst = page(
        first.lines.flatMap((l) => (l.kind === "message" ? [l.message] : [])),
        Math.min(cut, log.length),
      );
      const resumed = applyEntries(replaceWithPage(emptyTimeline, pageOfFirst, ME), log, ME);
      expect(shown(resumed)).toEqual(shown(whole));
    }),
  );
});

import { describe, expect, it } from "vitest";
import { buildRows, type PendingMessage, type RowInput } from "./rows.ts";
import type { Line } from "./timeline.ts";

const noon = new Date(2026, 10, 22, 12).getTime();
const line = (seq: number, by: string, at: number, reply = false): Line => ({
  kind: "message",
  seq,
  asOf: seq,
  message: {
    room_id: "r",
    seq,
    n: seq,
    id: `id-${seq}`,
    cid: `cid-${seq}`,
    sender: { id: by, display_name: by },
    content: "x",
    at,
    server_id: "s",
    reactions: [],
    ...(reply && { reply_to: { seq: 1, sender: { id: "a", display_name: "a" }, excerpt: "x" } }),
  },
});
const pending = (cid: string, at: number): PendingMessage => ({
  message: {
    cid,
    seq: undefined,
    server_id: undefined,
    sender: { id: "me", display_name: "me" },
    content: "x",
    at,
    reactions: [],
  },
  delivery: { state: "queued", since: at },
});
const rows = (lines: Line[], more: Partial<RowInput> = {}) =>
  buildRows({
    lines,
    pending: [],
    hasBefore: false,
    unreadAfter: undefined,
    me: "me",
    ...more,
  }).filter(({ kind }) => kind !== "beginning");
const continued = (list: ReturnType<typeof rows>) =>
  list.flatMap((row) => (row.kind === "message" ? [row.continued] : []));

describe("grouping", () => {
  it("joins one author's messages within five minutes", () => {
    const list = rows([
      line(1, "ana", noon),
      line(2, "ana", noon + 4 * 60_000),
      line(3, "ana", noon + 9 * 60_000),
      line(4, "bo", noon + 9 * 60_000),
      line(5, "bo", noon + 9 * 60_000, true),
    ]);
    expect(continued(list)).toEqual([false, true, false, false, false]);
  });

  it("breaks at the date line and at the unread line", () => {
    const midnight = new Date(2026, 10, 23).getTime();
    const list = rows([line(1, "ana", midnight - 1000), line(2, "ana", midnight + 1000)], {
      unreadAfter: 1,
    });
    expect(list.map((row) => row.kind)).toEqual(["day", "message", "day", "unread", "message"]);
    expect(continued(list)).toEqual([false, false]);
  });
});

it("draws the unread line before the first message of somebody else", () => {
  const list = rows([line(1, "ana", noon), line(2, "me", noon), line(3, "ana", noon)], {
    unreadAfter: 1,
  });
  expect(list.map((row) => row.kind)).toEqual(["day", "message", "message", "unread", "message"]);
});

it("says that there is more between a window of the past and what is on its way", () => {
  const past = [line(1, "me", noon)];
  const sent = rows(past, { more: true, pending: [pending("cid-9", noon + 1000)] });
  expect(sent.map((row) => row.kind)).toEqual(["day", "message", "gap", "message"]);
  expect(continued(sent)).toEqual([false, false]);
  expect(rows(past, { more: true }).map((row) => row.kind)).toEqual(["day", "message"]);
  const settled = rows(past, { more: true, pending: [pending("cid-1", noon)] });
  expect(settled.map((row) => row.kind)).toEqual(["day", "message"]);
});

it("keeps the row key over the acknowledgement and never shows a message twice", () => {
  const before = rows([], { pending: [pending("cid-7", noon)] }).at(-1);
  const after = rows([line(7, "me", noon)], { pending: [pending("cid-7", noon)] });
  expect(after.filter((row) => row.kind === "message")).toHaveLength(1);
  expect(after.at(-1)?.key).toBe(before?.key);
});

it("puts what waits last, in its order", () => {
  const list = rows([line(7, "ana", noon)], { pending: [pending("a", noon), pending("b", noon)] });
  expect(list.map((row) => row.key).slice(-2)).toEqual(["me:a", "me:b"]);
  expect(continued(list)).toEqual([false, false, true]);
});

it("draws of a window only what older messages above it leave as it is", () => {
  const day = 24 * 3_600_000;
  const later = [0, 1, 2, 60, 61, 24 * 60, 24 * 60 + 1, 48 * 60].map((m) => noon + m * 60_000);
  const all = later.map((at, i) => line(i + 1, i === 4 ? "bo" : "ana", at));
  const whole = rows(all, { unreadAfter: 6 });
  for (let start = 0; start < all.length - 1; start++) {
    const drawn = rows(all.slice(start), { unreadAfter: 6, hasBefore: true });
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn).toEqual(whole.slice(-drawn.length));
  }
  // A single one is all there is to see.
  expect(rows([line(9, "ana", noon + day)], { hasBefore: true })).toHaveLength(2);
});

import { describe, expect, test } from "vitest";
import type { EntryPayload, EntryRecord, TargetState } from "../../ports/store/log.ts";
import { decideChange, saysTheSame } from "./change-decision.ts";
import type { Draft } from "./room-log.ts";

const ME = "me";
const OTHER = "other";

const record = (payload: EntryPayload, senderId: string, erased = false): EntryRecord => ({
  roomId: "r",
  seq: 5,
  n: 5,
  id: "id",
  cid: "cid",
  senderId,
  at: 0,
  serverId: "s",
  erased,
  payload,
});

const message = (senderId: string): EntryRecord =>
  record({ event: "message", content: "hello" }, senderId);

const target = (senderId: string, change: Partial<TargetState> = {}): TargetState => ({
  message: message(senderId),
  content: "hello",
  deleted: false,
  emojis: 0,
  emojiShown: false,
  ...change,
});

const draft = (payload: EntryPayload, moderates = false): Draft => ({
  roomId: "r",
  cid: undefined,
  sender: { id: ME, display_name: "Me" },
  payload,
  moderates,
});

const edit: EntryPayload = { event: "edit", target: 5, content: "new" };
const remove: EntryPayload = { event: "delete", target: 5 };
const reply: EntryPayload = { event: "message", content: "yes", replyTo: 5 };
const reactOn: EntryPayload = { event: "reaction", target: 5, emoji: "👍", on: true };
const reactOff: EntryPayload = { ...reactOn, on: false };

const verdictOf = (said: Draft, state: TargetState | undefined): string => {
  const decision = decideChange(said, state);
  return decision.verdict === "refuse" ? decision.error.code : decision.verdict;
};

describe("a change to a message", () => {
  const table: [string, Draft, TargetState | undefined, string][] = [];
  for (const [name, payload] of Object.entries({ edit, remove, reply, reactOn, reactOff })) {
    table.push([`${name} of what is no message`, draft(payload), undefined, "not_found"]);
    const gone = target(ME, { deleted: true });
    table.push([`${name} of a deleted message`, draft(payload), gone, "gone"]);
    table.push([`${name} of it by a moderator`, draft(payload, true), gone, "gone"]);
  }
  table.push(
    ["edit of one's own", draft(edit), target(ME), "append"],
    ["edit of another's", draft(edit), target(OTHER), "forbidden"],
    ["edit of another's by a moderator", draft(edit, true), target(OTHER), "forbidden"],
    ["delete of one's own", draft(remove), target(ME), "append"],
    ["delete of another's", draft(remove), target(OTHER), "forbidden"],
    ["delete of another's by a moderator", draft(remove, true), target(OTHER), "append"],
    ["reply to another's", draft(reply), target(OTHER), "append"],
    ["a first reaction", draft(reactOn), target(OTHER), "append"],
    ["taking back what was never there", draft(reactOff), target(OTHER), "stands"],
    [
      "a reaction that is on already",
      draft(reactOn),
      target(OTHER, { reaction: record(reactOn, ME) }),
      "stands",
    ],
    ["taking it back", draft(reactOff), target(OTHER, { reaction: record(reactOn, ME) }), "append"],
    ["on again", draft(reactOn), target(OTHER, { reaction: record(reactOff, ME) }), "append"],
    ["off twice", draft(reactOff), target(OTHER, { reaction: record(reactOff, ME) }), "stands"],
    ["a 51st emoji", draft(reactOn), target(OTHER, { emojis: 50 }), "bad_request"],
    ["one of 50 emoji", draft(reactOn), target(OTHER, { emojis: 50, emojiShown: true }), "append"],
    [
      "taking back with 50 emoji",
      draft(reactOff),
      target(OTHER, { emojis: 50, emojiShown: true, reaction: record(reactOn, ME) }),
      "append",
    ],
  );

  test.each(table)("%s", (_name, said, state, expected) => {
    expect(verdictOf(said, state)).toBe(expected);
  });

  test("what changes nothing is acked with the entry that set it, or else the target's", () => {
    const set = record(reactOn, ME);
    const stands = decideChange(draft(reactOn), target(OTHER, { reaction: set }));
    expect(stands).toEqual({ verdict: "stands", by: set });
    expect(decideChange(draft(reactOff), target(OTHER))).toEqual({
      verdict: "stands",
      by: message(OTHER),
    });
  });
});

describe("a repeat under a cid", () => {
  const said = (payload: EntryPayload, first: EntryPayload, erased = false): boolean =>
    saysTheSame(draft(payload), record(first, ME, erased));
  const hello: EntryPayload = { event: "message", content: "hello" };

  test("is compared with what was first said", () => {
    expect(said(hello, hello)).toBe(true);
    expect(said({ event: "message", content: "other" }, hello)).toBe(false);
    expect(said({ ...reply }, reply)).toBe(true);
    expect(said({ event: "message", content: "yes", replyTo: 6 }, reply)).toBe(false);
    expect(said({ event: "message", content: "yes" }, reply)).toBe(false);
    expect(said(edit, edit)).toBe(true);
    expect(said({ ...edit, content: "newer" }, edit)).toBe(false);
    expect(said({ event: "edit", target: 6, content: "new" }, edit)).toBe(false);
    expect(said(remove, remove)).toBe(true);
    expect(said({ event: "delete", target: 6 }, remove)).toBe(false);
    expect(said(edit, hello)).toBe(false);
    expect(said(hello, remove)).toBe(false);
  });

  test("is not held against what was erased since", () => {
    expect(said(hello, { event: "message" }, true)).toBe(true);
    expect(said(edit, { event: "edit", target: 5 }, true)).toBe(true);
    expect(said(edit, { event: "edit", target: 6 }, true)).toBe(false);
  });
});

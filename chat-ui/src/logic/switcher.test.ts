import { describe, expect, it } from "vitest";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import { destinations, isSure, type SwitcherSources, sharedNames } from "./switcher.ts";

const room = (id: string, at: number, more: Partial<RoomSummary> = {}): RoomSummary => ({
  id,
  name: id,
  kind: "public",
  created_by: "u1",
  created_at: at,
  members: 1,
  online: 0,
  tip: { seq: 0, n: 0 },
  read: { seq: 0, n: 0 },
  unread: 0,
  unread_mentions: 0,
  ...more,
});
const direct = (id: string, peer: string, name: string, at = 0): RoomSummary =>
  room(id, at, { kind: "direct", name, peer: { id: peer, display_name: name } });

const keys = (sources: Partial<SwitcherSources>, text: string): string[] =>
  destinations({ rooms: [], current: undefined, people: [], ...sources }, text).map((d) => d.key);

describe("with nothing typed", () => {
  it("lists mentions, unread, rooms by their last use, direct rooms, then people", () => {
    const rooms = [
      room("old", 1),
      room("new", 9),
      room("here", 10),
      room("unread", 2, { unread: 3 }),
      room("mentioned", 1, { unread: 1, unread_mentions: 1 }),
      room("muted", 8, { unread: 9, muted: true }),
      direct("d1", "u2", "Bea", 20),
    ];
    const people = [
      { id: "u2", display_name: "Bea" },
      { id: "u3", display_name: "Cem" },
    ];
    expect(keys({ rooms, current: "here", people }, "  ")).toEqual([
      "mentioned",
      "unread",
      "new",
      "muted",
      "old",
      "d1",
      "u3",
    ]);
  });
});

describe("with a text", () => {
  it("prefers the better match, and the more recent of equal ones", () => {
    const rooms = [room("ops-eu", 1), room("ops-us", 5), room("devops", 9), room("ops", 0)];
    expect(keys({ rooms }, "OPS")).toEqual(["ops", "ops-us", "ops-eu", "devops"]);
  });

  it("finds where one is, too, and people by their handle", () => {
    const people = [{ id: "u3", username: "cem_k", display_name: "Cem" }];
    expect(keys({ rooms: [room("here", 1)], current: "here" }, "here")).toEqual(["here"]);
    expect(keys({ people }, "@cem_")).toEqual(["u3"]);
  });

  it("puts what the server found behind, and nothing twice", () => {
    const rooms = [room("x-mine", 1), direct("d1", "u2", "Xenia")];
    const found = {
      people: [
        { id: "u2", display_name: "Xenia" },
        { id: "u4", display_name: "Xaver" },
      ],
      rooms: [room("x-mine", 1), room("x-other", 1)],
    };
    expect(keys({ rooms, found }, "x")).toEqual(["x-mine", "d1", "u4", "x-other"]);
  });
});

describe("isSure", () => {
  const list = (names: string[], text: string) =>
    destinations({ rooms: names.map((n) => room(n, 1)), current: undefined, people: [] }, text);

  it("does not take scattered letters for an answer before the server has spoken", () => {
    expect(isSure(list(["old pines"], "ops"), "ops")).toBe(false);
    expect(isSure(list(["ops"], "ops"), "ops")).toBe(true);
    expect(isSure([], "ops")).toBe(false);
    expect(isSure(list(["ops"], ""), "")).toBe(true);
  });
});

it("knows which names are borne twice", () => {
  const list = destinations(
    {
      rooms: [room("a", 1, { name: "Plans" }), room("b", 2, { name: "plans" }), room("c", 3)],
      current: undefined,
      people: [],
    },
    "",
  );
  expect([...sharedNames(list)]).toEqual(["plans"]);
});

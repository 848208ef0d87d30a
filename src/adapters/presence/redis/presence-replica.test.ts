import { beforeEach, describe, expect, test } from "vitest";
import type { Absence } from "../../../ports/presence.ts";
import type { Delta, Deltas } from "./presence-messages.ts";
import { PresenceReplica } from "./presence-replica.ts";

let log: string[] = [];
let replica = new PresenceReplica({ connected, disconnected, entered, left });

function connected(userId: string): void {
  log.push(`+${userId}`);
}
function disconnected(userId: string, absence: Absence): void {
  log.push(`-${userId}${absence === "lost" ? " (lost)" : ""}`);
}
function entered(roomId: string, userId: string, name: string): void {
  log.push(`${roomId}+${userId} (${name})`);
}
function left(roomId: string, userId: string): void {
  log.push(`${roomId}-${userId}`);
}

const deltas = (version: number, list: Delta[], part?: Deltas["part"]): Deltas => ({
  kind: "deltas",
  from: "p",
  version,
  deltas: list,
  ...(part === undefined ? {} : { part }),
});

/** What was logged since the last time. */
const news = (): string[] => log.splice(0);

beforeEach(() => {
  log = [];
  replica = new PresenceReplica({ connected, disconnected, entered, left });
});

describe("what another process tells of its users", () => {
  test("counts for nothing before all of it was told", () => {
    expect(replica.take(deltas(5, [["u", true, "U", ["r"], []]]))).toBe(false);
    expect(replica.has(0)).toBe(false);
    expect(news()).toEqual([]);
  });

  test("is taken whole, then change by change", () => {
    expect(replica.take(deltas(5, [["u", true, "U", ["r", "s"], []]], "whole"))).toBe(true);
    expect(news()).toEqual(["+u", "r+u (U)", "s+u (U)"]);
    expect(replica.take(deltas(6, [["u", true, "V", ["t"], ["r"]]]))).toBe(true);
    expect(news()).toEqual(["s+u (V)", "t+u (V)", "r-u"]);
    expect(replica.take(deltas(7, [["u", false, "", [], ["s", "t"]]]))).toBe(true);
    expect(news()).toEqual(["s-u", "t-u", "-u"]);
    expect(replica.users).toBe(0);
  });

  test("repeated does nothing, with a gap is refused and changes nothing", () => {
    replica.take(deltas(1, [["u", true, "U", ["r"], []]], "whole"));
    news();
    expect(replica.take(deltas(1, [["u", false, "U", [], ["r"]]]))).toBe(true);
    expect(replica.take(deltas(3, [["u", false, "U", [], ["r"]]]))).toBe(false);
    expect(replica.has(1)).toBe(true);
    expect(replica.has(3)).toBe(false);
    expect(news()).toEqual([]);
  });

  test("told all anew changes only what differs, and not before its end", () => {
    replica.take(
      deltas(
        1,
        [
          ["stays", true, "S", ["r"], []],
          ["goes", true, "G", ["r"], []],
        ],
        "whole",
      ),
    );
    news();
    expect(replica.take(deltas(9, [["stays", true, "S", ["r"], []]], "begin"))).toBe(true);
    expect(replica.has(9)).toBe(true);
    // A change that happened to fall between.
    expect(replica.take(deltas(10, [["new", true, "N", ["r"], []]]))).toBe(true);
    expect(news()).toEqual([]);
    expect(replica.take(deltas(11, [["late", true, "L", [], []]], "end"))).toBe(true);
    expect(news()).toEqual(["r-goes", "-goes", "+new", "r+new (N)", "+late"]);
  });

  test("told all anew with a part missing leaves what was known", () => {
    replica.take(deltas(1, [["u", true, "U", ["r"], []]], "whole"));
    news();
    replica.take(deltas(5, [], "begin"));
    expect(replica.take(deltas(7, [], "end"))).toBe(false);
    expect(replica.has(7)).toBe(false);
    expect(news()).toEqual([]);
    expect(replica.take(deltas(9, [], "whole"))).toBe(true);
    expect(news()).toEqual(["r-u", "-u"]);
  });

  test("tells who left from who was sent away", () => {
    const here: Delta[] = ["u", "w"].map((id) => [id, true, id, [], []]);
    replica.take(deltas(1, here, "whole"));
    replica.take(deltas(2, [["u", false, "u", [], []]]));
    replica.take({ ...deltas(3, [["w", false, "w", [], []]]), draining: true });
    expect(news()).toEqual(["+u", "+w", "-u", "-w (lost)"]);
  });

  test("is forgotten with the process", () => {
    replica.take(deltas(1, [["u", true, "U", ["r"], []]], "whole"));
    news();
    replica.clear();
    expect(news()).toEqual(["r-u", "-u (lost)"]);
    expect(replica.users).toBe(0);
  });
});

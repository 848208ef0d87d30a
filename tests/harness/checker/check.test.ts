import { describe, expect, test } from "vitest";
import type { Entry, MessageEntry } from "../../../src/protocol/entries.ts";
import type { ServerEvent } from "../../../src/protocol/events.ts";
import type { Observation } from "../history.ts";
import { check } from "./check.ts";
import type { Evidence, Invariant, StoredRoom } from "./evidence.ts";

const ROOM = "r";

const message = (seq: number, user: string, cid: string, change: object = {}): MessageEntry => ({
  event: "message",
  room_id: ROOM,
  seq,
  n: seq,
  id: `id-${cid}`,
  cid,
  at: 0,
  server_id: "s",
  sender: { id: user, display_name: user },
  content: `text of ${cid}`,
  ...change,
});

/** Alice sends a1 and a2, Bob b1, both on one connection each; everything goes well. */
class Script {
  readonly history: Observation[] = [];

  add(o: object, at = this.history.length): this {
    this.history.push({ at, ...o } as Observation);
    return this;
  }
  open(connection: string, client: string, cursors: Record<string, number> | undefined, tip = 0) {
    this.add({ kind: "opened", connection, client, user: client });
    this.add({
      kind: "sent",
      connection,
      action: { action: "authenticate", token: "t", ...(cursors && { cursors }) },
    });
    const rooms = [{ id: ROOM, tip: { seq: tip, n: tip } }];
    return this.receive(connection, { event: "authenticated", rooms });
  }
  send(connection: string, cid: string, content = `text of ${cid}`) {
    const action = { action: "send_message", ref: cid, room_id: ROOM, cid, content };
    return this.add({ kind: "sent", connection, action });
  }
  receive(connection: string, event: object, at?: number) {
    return this.add({ kind: "received", connection, event: event as ServerEvent }, at);
  }
  ack(connection: string, cid: string, seq: number, change: object = {}) {
    const ack = { event: "ack", ref: cid, room_id: ROOM, cid, id: `id-${cid}`, seq, n: seq, at: 0 };
    return this.receive(connection, { ...ack, ...change });
  }
}

const stored = (entries: Entry[], change: Partial<StoredRoom> = {}): StoredRoom => ({
  room: ROOM,
  floor: 1,
  tip: { seq: entries.at(-1)?.seq ?? 0, n: entries.at(-1)?.n ?? 0 },
  entries,
  ...change,
});

const log = [message(1, "alice", "a1"), message(2, "bob", "b1"), message(3, "alice", "a2")];
const settled = [
  { client: "alice", room: ROOM },
  { client: "bob", room: ROOM },
];

const good = (): Script => {
  const script = new Script().open("A", "alice", undefined).open("B", "bob", undefined);
  script.send("A", "a1").send("B", "b1").ack("A", "a1", 1);
  for (const connection of ["A", "B"]) script.receive(connection, message(1, "alice", "a1"));
  script.send("A", "a2").ack("B", "b1", 2).ack("A", "a2", 3);
  for (const connection of ["A", "B"]) {
    script.receive(connection, message(2, "bob", "b1"));
    script.receive(connection, message(3, "alice", "a2"));
  }
  return script;
};

const evidence = (script: Script, change: Partial<Evidence> = {}): Evidence => ({
  history: script.history,
  stored: [stored(log)],
  settled,
  ...change,
});

const objections = (e: Evidence): Invariant[] => [
  ...new Set(check(e).map((violation) => violation.invariant)),
];

describe("the checker accepts", () => {
  test("a quiet run", () => {
    expect(check(evidence(good()))).toEqual([]);
  });

  test("a resume by cursor, and the same cid sent again", () => {
    const script = new Script().open("A", "alice", undefined).send("A", "a1");
    script.add({ kind: "closed", connection: "A", code: 1006 });
    script.open("A2", "alice", { [ROOM]: 0 }, 1).receive("A2", message(1, "alice", "a1"));
    script.send("A2", "a1").ack("A2", "a1", 1);
    script
      .send("A2", "a2")
      .ack("A2", "a2", 2)
      .receive("A2", message(2, "alice", "a2"));
    const entries = [message(1, "alice", "a1"), message(2, "alice", "a2")];
    const result = check(
      evidence(script, { stored: [stored(entries)], settled: [{ client: "alice", room: ROOM }] }),
    );
    expect(result).toEqual([]);
  });

  test("a reset, and a log that retention has cut", () => {
    const script = new Script().open("A", "alice", { [ROOM]: 1 }, 3);
    script.receive("A", { event: "reset", room_id: ROOM, tip: { seq: 3, n: 3 } });
    script.receive("A", message(4, "bob", "b2"));
    const cut = stored([message(3, "alice", "a2"), message(4, "bob", "b2")], { floor: 3 });
    const result = check(
      evidence(script, { stored: [cut], settled: [{ client: "alice", room: ROOM }] }),
    );
    expect(result).toEqual([]);
  });

  test("content that was erased for a later observer", () => {
    const script = good();
    const erased = { ...message(2, "bob", "b1"), deleted: true as const };
    delete (erased as { content?: string }).content;
    const entries = [log[0], erased, log[2]].filter((e) => e !== undefined);
    expect(check(evidence(script, { stored: [stored(entries)] }))).toEqual([]);
  });
});

describe("the checker objects to", () => {
  const violating: Record<string, [Invariant, () => Evidence]> = {
    "a hole in the log": [
      "log_gapless",
      () => evidence(new Script(), { stored: [stored([log[0], log[2]] as Entry[])], settled: [] }),
    ],
    "an n that counts wrong": [
      "log_gapless",
      () =>
        evidence(new Script(), {
          stored: [stored([message(1, "alice", "a1"), message(2, "bob", "b1", { n: 3 })])],
          settled: [],
        }),
    ],
    "a tip beyond the last entry": [
      "log_gapless",
      () => evidence(good(), { stored: [stored(log, { tip: { seq: 4, n: 4 } })], settled: [] }),
    ],
    "a cid stored twice": [
      "stored_once",
      () =>
        evidence(good(), {
          stored: [stored([...log, message(4, "alice", "a1", { id: "other" })])],
          settled: [],
        }),
    ],
    "an id stored twice": [
      "stored_once",
      () =>
        evidence(good(), {
          stored: [stored([...log, message(4, "bob", "b2", { id: "id-a1" })])],
          settled: [],
        }),
    ],
    "a stored message that nobody sent": [
      "stored_as_sent",
      () => evidence(good(), { stored: [stored([...log, message(4, "bob", "x")])], settled: [] }),
    ],
    "a stored message with other content": [
      "stored_as_sent",
      () =>
        evidence(new Script().open("A", "alice", undefined).send("A", "a1"), {
          stored: [stored([message(1, "alice", "a1", { content: "other" })])],
          settled: [],
        }),
    ],
    "an acked message that is not stored": [
      "acked_is_stored",
      () =>
        evidence(new Script().open("A", "alice", undefined).send("A", "a1").ack("A", "a1", 1), {
          stored: [stored([])],
          settled: [],
        }),
    ],
    "an acked message stored under another seq": [
      "acked_is_stored",
      () =>
        evidence(new Script().open("A", "alice", undefined).send("A", "a1").ack("A", "a1", 2), {
          stored: [stored([message(1, "alice", "a1")])],
          settled: [],
        }),
    ],
    "an ack with another id": [
      "acked_is_stored",
      () => evidence(good().ack("A", "a1", 1, { id: "other" })),
    ],
    "an observer who saw another message at a seq": [
      "same_for_all",
      () =>
        evidence(
          good()
            .open("C", "carol", { [ROOM]: 2 }, 3)
            .receive("C", message(3, "bob", "b1")),
        ),
    ],
    "an observer who read other content": [
      "same_for_all",
      () =>
        evidence(
          good()
            .open("C", "carol", { [ROOM]: 2 }, 3)
            .receive("C", message(3, "alice", "a2", { content: "other" })),
        ),
    ],
    "two observers who differ before the store's floor": [
      "same_for_all",
      () => {
        const script = new Script()
          .open("A", "alice", { [ROOM]: 0 }, 1)
          .open("B", "bob", { [ROOM]: 0 }, 1);
        script.receive("A", message(1, "alice", "a1")).receive("B", message(1, "bob", "b1"));
        return evidence(script, { stored: [], settled: [] });
      },
    ],
    "a missing step": [
      "steps_by_one",
      () =>
        evidence(
          good()
            .open("C", "carol", { [ROOM]: 0 }, 3)
            .receive("C", log[1] ?? {}),
        ),
    ],
    "an entry that came twice": ["steps_by_one", () => evidence(good().receive("A", log[2] ?? {}))],
    "entries out of order": [
      "steps_by_one",
      () => {
        const script = good().open("C", "carol", { [ROOM]: 1 }, 3);
        return evidence(script.receive("C", log[2] ?? {}).receive("C", log[1] ?? {}));
      },
    ],
    "an entry of a room that one is not in": [
      "steps_by_one",
      () => {
        const script = good().receive("A", { event: "room_left", room_id: ROOM });
        script.receive("A", message(4, "bob", "b2"));
        return evidence(script, { settled: [] });
      },
    ],
    "a join that skips entries": [
      "steps_by_one",
      () => {
        const room = { id: ROOM };
        const joined = { event: "room_joined", room, tip: { seq: 5, n: 5 } };
        return evidence(good().receive("A", joined), { settled: [] });
      },
    ],
    "one sender's messages out of order": [
      "sender_order",
      () => {
        const script = new Script().open("A", "alice", undefined).send("A", "a1").send("A", "a2");
        script.ack("A", "a2", 1).ack("A", "a1", 2);
        const entries = [message(1, "alice", "a2"), message(2, "alice", "a1")];
        return evidence(script, { stored: [stored(entries)], settled: [] });
      },
    ],
    "a message that stands before one acked earlier": [
      "ack_before_send",
      () => {
        const script = new Script().open("A", "alice", undefined).open("B", "bob", undefined);
        script.send("A", "a1").ack("A", "a1", 2).send("B", "b1").ack("B", "b1", 1);
        const entries = [message(1, "bob", "b1"), message(2, "alice", "a1")];
        return evidence(script, { stored: [stored(entries)], settled: [] });
      },
    ],
    "a member who is behind after quiet": [
      "converged",
      () => {
        const script = good().open("B2", "bob", { [ROOM]: 2 }, 3);
        return evidence(script);
      },
    ],
    "a member who never came back": [
      "converged",
      () => evidence(good(), { settled: [{ client: "carol", room: ROOM }] }),
    ],
    "an entry for someone kicked more than a second ago": [
      "nothing_past_revocation",
      () => {
        const script = good().add({ kind: "revoked", user: "bob", room: ROOM }, 100);
        return evidence(script.receive("B", message(4, "alice", "a3"), 1_101), { settled: [] });
      },
    ],
    "an ack for someone banned more than a second ago": [
      "nothing_past_revocation",
      () => {
        const script = good().add({ kind: "revoked", user: "bob" }, 100);
        const ack = { event: "ack", room_id: ROOM, cid: "b1", id: "id-b1", seq: 2, n: 2, at: 0 };
        return evidence(script.receive("B", ack, 1_101), { settled: [] });
      },
    ],
  };

  for (const [name, [invariant, build]] of Object.entries(violating)) {
    test(`${name} (${invariant})`, () => {
      expect(objections(build())).toContain(invariant);
    });
  }
});

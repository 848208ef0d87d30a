import { expect, test } from "vitest";
import type { Entry } from "../../src/protocol/entries.ts";
import { readRoom } from "../harness/stored-room.ts";
import { until } from "../harness/wait.ts";
import type { Person, SetStage, Stage } from "./stage.ts";

/** A room with one entry of each kind, and a message that answers another. */
const motley = async (stage: Stage, ada: Person, ben: Person): Promise<string> => {
  const room = await stage.room("public", ada, ben);
  const room_id = room.id;
  const { seq } = await stage.say(ada, room_id, "first");
  await stage.say(ben, room_id, "second", { reply_to: seq });
  await ada.socket.do("edit_message", { room_id, seq, content: "changed" }, "ack");
  await ben.socket.do("react", { room_id, seq, emoji: "👍", on: true }, "ack");
  const gone = await stage.say(ada, room_id, "gone");
  await ada.socket.do("delete_message", { room_id, seq: gone.seq }, "ack");
  const patch = { token: ada.token, body: { topic: "all kinds" } };
  await stage.rest().ok("PATCH", `/api/rooms/${room_id}`, patch);
  return room_id;
};

const entriesOf = ({ socket }: Person, roomId: string): Entry[] =>
  socket.events.filter(
    (event): event is Entry => "seq" in event && "sender" in event && event.room_id === roomId,
  );

/** PROTOCOL §1 cursor, §4 authenticate: coming back. */
export const resumingCases = (set: SetStage): void => {
  test("a cursor gets what is missing, in order, behind authenticated; 0 gets all", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const roomId = await motley(stage, ada, ben);
    const log = await stage.entries(roomId, ada);
    expect(log.map((entry) => entry.event)).toEqual([
      "member",
      "message",
      "message",
      "edit",
      "reaction",
      "message",
      "delete",
      "room",
    ]);
    for (const cursor of [0, 3, log.length - 1, log.length]) {
      const back = await stage.connect(ben.identity, { cursors: { [roomId]: cursor } });
      expect(back.welcome.rooms[0]?.tip).toEqual({ seq: log.length, n: 3 });
      if (cursor < log.length) await back.socket.next("room", { seq: log.length });
      await back.socket.fence();
      expect(entriesOf(back, roomId), `from ${cursor}`).toEqual(log.slice(cursor));
      expect(back.socket.events[0]).toEqual(back.welcome);
      expect(back.socket.seen("reset")).toEqual([]);
      back.socket.cut();
    }
    const next = await stage.connect(ben.identity, { cursors: { [roomId]: log.length } });
    const without = await stage.connect(ben.identity);
    const { seq } = await stage.say(ada, roomId, "the next");
    for (const { socket } of [next, without]) await socket.next("message", { seq });
    expect(entriesOf(without, roomId).map((entry) => entry.seq)).toEqual([log.length + 1]);
  });

  test("a cursor beyond the tip gets a reset at the tip, and what comes after", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    await stage.say(ada, room.id);
    const back = await stage.connect(ben.identity, { cursors: { [room.id]: 3 } });
    expect(await back.socket.next("reset")).toEqual({
      event: "reset",
      room_id: room.id,
      tip: { seq: 2, n: 1 },
    });
    const { seq } = await stage.say(ada, room.id);
    await back.socket.next("message", { seq });
    expect(back.socket.of(room.id)).toEqual(["reset", "message"]);
  });

  test("1,000 behind is replayed, 1,001 behind is reset, each room for itself", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const long = await stage.room("public", ada, ben);
    const short = await stage.room("private", ada, ben);
    const begin = 1;
    const refs = Array.from({ length: 1_001 }, (_, i) =>
      ada.socket.sendRef({ action: "send_message", room_id: long.id, content: `line ${i}` }),
    );
    for (const ref of refs) await ada.socket.answer(ref);
    await stage.say(ada, short.id);
    const tip = { seq: begin + 1_001, n: 1_001 };

    const cursors = { [long.id]: begin + 1, [short.id]: 1 };
    const replayed = await stage.connect(ben.identity, { cursors });
    await replayed.socket.next("message", { room_id: long.id, seq: tip.seq });
    await replayed.socket.next("message", { room_id: short.id, seq: 2 });
    expect(entriesOf(replayed, long.id)).toHaveLength(1_000);
    expect(replayed.socket.seen("reset")).toEqual([]);

    const behind = { [long.id]: begin, [short.id]: 0 };
    const reset = await stage.connect(ben.identity, { cursors: behind });
    await reset.socket.next("message", { room_id: short.id, seq: 2 });
    await reset.socket.fence();
    expect(reset.socket.seen("reset")).toEqual([{ event: "reset", room_id: long.id, tip }]);
    expect(entriesOf(reset, long.id)).toEqual([]);
    const { seq } = await stage.say(ada, long.id);
    for (const { socket } of [replayed, reset])
      await socket.next("message", { room_id: long.id, seq });
  });

  test("cursors of rooms that the user may not read are ignored", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    const mine = await stage.room("public", eve);
    const others = [
      await stage.room("public", ada, ben),
      await stage.room("private", ada, ben),
      await stage.room("ephemeral", ada, ben),
      await stage.direct(ada, ben),
    ];
    const left = await stage.room("public", ada, eve);
    await eve.socket.do("leave_room", { room_id: left.id }, "room_left");
    const gone = await stage.room("public", eve);
    await stage.rest().ok("DELETE", `/api/rooms/${gone.id}`, { token: eve.token });
    await stage.say(eve, mine.id);
    const strange = [...others, left, gone].map(({ id }) => [id, 0] as const);
    const cursors = { ...Object.fromEntries(strange), "no-such-room": 7, [mine.id]: 0 };
    const back = await stage.connect(eve.identity, { cursors });
    await back.socket.next("message", { room_id: mine.id });
    for (const room of others) await stage.say(ada, room.id, "not for eve");
    await back.socket.fence();
    expect(back.socket.events.map((event) => event.event)).toEqual([
      "authenticated",
      "message",
      "pong",
    ]);
  });

  test("coming back amid talk misses and repeats nothing", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    let cursor = 1;
    let last = 0;
    for (let round = 0; round < 8; round++) {
      const refs = Array.from({ length: 60 }, (_, i) =>
        ada.socket.sendRef({ action: "send_message", room_id: room.id, content: `${round} ${i}` }),
      );
      const back = await stage.connect(ben.identity, { cursors: { [room.id]: cursor } });
      const acks = await Promise.all(refs.map((ref) => ada.socket.answer(ref)));
      last = Math.max(...acks.map((ack) => ("seq" in ack ? ack.seq : 0)));
      // Leaves with some of it: from there it goes on.
      const enough = round === 7 ? last : cursor + 30;
      await back.socket.next("message", { seq: enough });
      const seqs = entriesOf(back, room.id).map((entry) => entry.seq);
      expect(seqs).toEqual(seqs.map((_, i) => cursor + 1 + i));
      cursor = seqs.at(-1) ?? cursor;
      back.socket.cut();
      expect(back.socket.faults).toEqual([]);
    }
    expect(last).toBe(1 + 8 * 60);
  });

  test("a replay shows what REST shows: who was renamed by the new name, replies with the edited excerpt", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room_id = (await stage.room("public", ada, ben)).id;
    const { seq } = await stage.say(ada, room_id, "first");
    await stage.say(ben, room_id, "second", { reply_to: seq });
    await ada.socket.do("edit_message", { room_id, seq, content: "changed" }, "ack");
    await ben.socket.next("edit", { target: seq });
    await stage.say(ada, room_id, "third");
    const display_name = "Ada, renamed";
    await stage.rest().ok("PATCH", "/api/auth/me", { token: ada.token, body: { display_name } });
    await ben.socket.next("user_updated");
    // Each server shows the names that it knows; one that is held up hears of it a moment later.
    for (const [at] of stage.target.addresses.entries()) {
      await until("all know the new name", async () => {
        const { entries } = await readRoom(stage.rest(at), ben.token, room_id);
        return entries[1]?.sender.display_name === display_name;
      });
    }
    const log = await stage.entries(room_id, ben);
    expect(log[2]).toMatchObject({ reply_to: { excerpt: "changed", sender: { display_name } } });
    for (const cursor of [0, 2, 3, 4]) {
      const back = await stage.connect(ben.identity, { cursors: { [room_id]: cursor } });
      await back.socket.next("message", { seq: 5 });
      expect(entriesOf(back, room_id), `from ${cursor}`).toEqual(log.slice(cursor));
      back.socket.cut();
    }
  });

  test("what was erased is in no replay: the message, its edits, the excerpts of replies", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const room_id = room.id;
    const secret = await stage.say(ada, room_id, "hunter2 is secret");
    await ada.socket.do("edit_message", { room_id, seq: secret.seq, content: "hunter3" }, "ack");
    const reply = await stage.say(ben, room_id, "what?", { reply_to: secret.seq });
    const before = await ben.socket.next("message", { seq: reply.seq });
    expect(before.reply_to).toEqual({
      seq: secret.seq,
      sender: { id: ada.id, display_name: ada.identity.user.display_name },
      excerpt: "hunter3",
    });
    await ada.socket.do("delete_message", { room_id, seq: secret.seq }, "ack");

    const back = await stage.connect(ben.identity, { cursors: { [room_id]: 0 } });
    await back.socket.next("delete", { target: secret.seq });
    const seen = entriesOf(back, room_id);
    expect(JSON.stringify(seen)).not.toMatch(/hunter/);
    expect(seen[1]).toMatchObject({ event: "message", seq: secret.seq, n: 1, deleted: true });
    expect(seen[1]).not.toHaveProperty("content");
    expect(seen[2]).toMatchObject({ event: "edit", target: secret.seq });
    expect(seen[2]).not.toHaveProperty("content");
    expect(seen[3]).toMatchObject({ content: "what?", reply_to: { seq: secret.seq, excerpt: "" } });
    expect(seen).toEqual(await stage.entries(room_id, ada));
    expect(back.welcome.rooms[0]?.last_message).toMatchObject({ seq: reply.seq, excerpt: "what?" });
  });

  test("a send that was not answered is repeated on the next connection, and stands once", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const fields = { room_id: room.id, cid: "only-once", content: "did it arrive?" };
    ada.socket.send({ action: "send_message", ...fields });
    ada.socket.socket.close();
    const back = await stage.connect(ada.identity, { cursors: { [room.id]: 1 } });
    const ack = await back.socket.do("send_message", fields, "ack");
    const again = await back.socket.do("send_message", fields, "ack");
    const path = `/api/rooms/${room.id}/messages`;
    const { room_id: _, ...body } = fields;
    const rest = await stage
      .rest()
      .call<{ entry: Entry }>("POST", path, { token: ada.token, body });
    expect(rest.status).toBe(200);
    for (const answer of [again, rest.body.entry]) {
      expect(answer).toMatchObject({
        seq: ack.seq,
        n: 1,
        id: ack.id,
        cid: "only-once",
        at: ack.at,
      });
    }
    await back.socket.next("message", { seq: ack.seq });
    await ben.socket.next("message", { seq: ack.seq });
    expect(await stage.entries(room.id, ada)).toHaveLength(2);
  });
};

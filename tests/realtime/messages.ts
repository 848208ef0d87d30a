import { expect, test } from "vitest";
import type { Entry } from "../../src/protocol/entries.ts";
import type { SetStage } from "./stage.ts";

const FITTING = [
  ["one character", "x"],
  ["4,000 astral characters", "😀".repeat(4_000)],
  ["4,000 characters of one byte", "x".repeat(4_000)],
  ["a combining character alone", "\u0301"],
  ["what looks like JSON and HTML", '"},{"event":"ack"}]<script>alert(1)</script>\\u0000'],
  ["control characters but NUL", "\u0001\u001f\u007f\u2028\u2029\ufeff"],
  ["spaces around", "  spaces \n"],
] as const;

const NOT_FITTING = [
  ["empty", ""],
  ["blank", " \n\t\u00a0\u2003"],
  ["4,001 astral characters", "😀".repeat(4_001)],
  ["4,001 characters", "x".repeat(4_001)],
  ["NUL", "a\0b"],
  ["a lone high surrogate", "a\ud83d"],
  ["a lone low surrogate", "\ude00b"],
  ["a number", 5],
  ["null", null],
  ["a list", ["x"]],
] as const;

/** PROTOCOL §4 send_message. */
export const messageCases = (set: SetStage): void => {
  test("a message: ack, entry, the same over REST, on all sockets of all members, once", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const phone = await stage.connect(ada.identity);
    const room = await stage.room("public", ada, ben);
    const fields = { room_id: room.id, cid: "c-1", content: "hello" };
    const ack = await ada.socket.do("send_message", fields, "ack");
    expect(Object.keys(ack).toSorted()).toEqual(
      ["event", "ref", "room_id", "cid", "id", "seq", "n", "at"].toSorted(),
    );
    expect(ack).toMatchObject({ room_id: room.id, cid: "c-1", seq: 2, n: 1 });
    const expected = {
      event: "message",
      room_id: room.id,
      seq: 2,
      n: 1,
      id: ack.id,
      cid: "c-1",
      at: ack.at,
      server_id: ada.welcome.server_id,
      sender: { id: ada.id, display_name: ada.identity.user.display_name },
      content: "hello",
    };
    for (const { socket } of [ada, phone, ben]) {
      expect(await socket.next("message")).toEqual(expected);
    }
    expect((await stage.entries(room.id, ben)).at(-1)).toEqual(expected);
    await stage.say(ben, room.id);
    for (const { socket } of [ada, phone, ben]) {
      await socket.next("message", { seq: 3 });
      expect(socket.seen("message")).toHaveLength(2);
      expect(socket.seen("ack").length).toBeLessThanOrEqual(1);
    }
  });

  test("a guest's message carries its number", async () => {
    await using stage = set();
    const [gus, eve] = [await stage.guest("gus"), await stage.guest("eve")];
    const room = await stage.room("ephemeral", gus, eve);
    await stage.say(gus, room.id);
    expect((await eve.socket.next("message")).sender).toEqual({
      id: gus.id,
      display_name: "gus",
      number: gus.identity.user.number,
    });
  });

  test("without a cid the server gives one, and a repeat is another message", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const room = await stage.room("private", ada);
    const one = await stage.say(ada, room.id, "again");
    const two = await stage.say(ada, room.id, "again");
    expect([one.seq, two.seq]).toEqual([1, 2]);
    expect(one.cid).not.toBe("");
    expect(one.cid).not.toBe(two.cid);
    expect((await ada.socket.next("message", { seq: 1 })).cid).toBe(one.cid);
  });

  test.each(FITTING)("content of %s comes as it was sent", async (_, content) => {
    await using stage = set();
    const ada = await stage.guest("ada");
    const room = await stage.room("ephemeral", ada);
    await stage.say(ada, room.id, content);
    expect((await ada.socket.next("message")).content).toBe(content);
    const [entry] = await stage.entries(room.id, ada);
    expect(entry).toMatchObject({ content });
  });

  test.each(NOT_FITTING)("content that is %s is bad_request", async (_, content) => {
    await using stage = set();
    const ada = await stage.guest("ada");
    const room = await stage.room("ephemeral", ada);
    const { seq } = await stage.say(ada, room.id);
    const room_id = room.id;
    for (const frame of [
      { action: "send_message", room_id, content },
      { action: "edit_message", room_id, seq, content },
    ]) {
      const error = await ada.socket.refused("bad_request", frame);
      expect(new Set(error.issues?.map(({ path }) => path))).toEqual(new Set(["content"]));
    }
    expect(await stage.entries(room_id, ada)).toHaveLength(1);
  });

  test("cids: 1 to 64 characters", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const room = await stage.room("private", ada);
    const send = { action: "send_message", room_id: room.id, content: "x" };
    for (const cid of ["c", "c".repeat(64), "😀".repeat(64), " ", "ü/\\\"'"]) {
      const ack = await stage.say(ada, room.id, "x", { cid });
      expect(ack.cid).toBe(cid);
    }
    for (const cid of ["", "c".repeat(65), 5, null]) {
      await ada.socket.refused("bad_request", { ...send, cid });
    }
  });

  test("a cid is stored once, over any socket and REST, at once or later; other content is conflict", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const phone = await stage.connect(ada.identity);
    const room = await stage.room("public", ada, ben);
    const other = await stage.room("private", ada);
    const fields = { room_id: room.id, cid: "one", content: "the same" };
    const path = `/api/rooms/${room.id}/messages`;
    const post = (body: object) =>
      stage.rest().call<{ entry: Entry }>("POST", path, { token: ada.token, body });
    const body = { cid: "one", content: "the same" };
    const sent = [ada, phone, ada, phone].map(({ socket }) =>
      socket.do("send_message", fields, "ack"),
    );
    const posted = [post(body), post(body)];
    const acks = await Promise.all(sent);
    const [first] = acks;
    for (const ack of acks) expect(ack).toEqual({ ...first, ref: ack.ref });
    const answers = await Promise.all(posted);
    for (const answer of answers) {
      expect(answer.body.entry).toMatchObject({ seq: first?.seq, id: first?.id, cid: "one" });
    }
    expect(answers.map(({ status }) => status)).not.toEqual([201, 201]);

    const send = { action: "send_message", ...fields };
    await ada.socket.refused("conflict", { ...send, content: "something else" });
    await phone.socket.refused("conflict", { ...send, reply_to: first?.seq });
    expect((await post({ cid: "one", content: "something else" })).status).toBe(409);
    await ada.socket.refused("conflict", {
      action: "edit_message",
      room_id: room.id,
      seq: first?.seq,
      content: "the same",
      cid: "one",
    });
    // Another sender's, and another room's, are others.
    expect(
      await ben.socket.do("send_message", { ...fields, content: "mine" }, "ack"),
    ).toMatchObject({ cid: "one", seq: 3 });
    await ada.socket.do("send_message", { ...fields, room_id: other.id, content: "there" }, "ack");
    const log = await stage.entries(room.id, ada);
    expect(log.map((entry) => entry.event)).toEqual(["member", "message", "message"]);
  });

  test("a repeat after a delete is answered as before, or gone", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const room = await stage.room("private", ada);
    const fields = { room_id: room.id, cid: "mayfly", content: "short" };
    const ack = await ada.socket.do("send_message", fields, "ack");
    await ada.socket.do("delete_message", { room_id: room.id, seq: ack.seq }, "ack");
    const again = await ada.socket.ask({ action: "send_message", ...fields });
    if (again.event === "ack") expect(again).toEqual({ ...ack, ref: again.ref });
    else expect(again).toMatchObject({ event: "error", code: "gone" });
    expect(await stage.entries(room.id, ada)).toHaveLength(2);
  });

  test("a reply carries the message it answers, as it stands", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const room_id = room.id;
    const long = await stage.say(ada, room_id, "x".repeat(300));
    const reply = await stage.say(ben, room_id, "why?", { reply_to: long.seq });
    const entry = await ada.socket.next("message", { seq: reply.seq });
    expect(entry.reply_to).toMatchObject({ seq: long.seq, sender: { id: ada.id } });
    expect(entry.reply_to?.excerpt).toMatch(/^x{1,119}…?$|^x{120}$/);
    expect(Array.from(entry.reply_to?.excerpt ?? "").length).toBeLessThanOrEqual(120);
    await ada.socket.do("edit_message", { room_id, seq: long.seq, content: "short" }, "ack");
    const second = await stage.say(ben, room_id, "better", { reply_to: long.seq });
    const later = await ada.socket.next("message", { seq: second.seq });
    expect(later.reply_to?.excerpt).toBe("short");

    const send = { action: "send_message", room_id, content: "x" };
    for (const reply_to of [0, 1, 4, 99]) {
      // Before the first, a member entry, an edit, beyond the tip.
      await ben.socket.refused("not_found", { ...send, reply_to });
    }
    await ada.socket.do("delete_message", { room_id, seq: long.seq }, "ack");
    await ben.socket.refused("gone", { ...send, reply_to: long.seq });
    // A repeat of what was accepted stays accepted.
    const again = await stage.say(ben, room_id, "again", { reply_to: second.seq, cid: "r" });
    await ben.socket.do("delete_message", { room_id, seq: second.seq }, "ack");
    const repeat = { content: "again", reply_to: second.seq, cid: "r" };
    expect((await ben.socket.do("send_message", { room_id, ...repeat }, "ack")).seq).toBe(
      again.seq,
    );
  });

  test("mentions: members by username, the longest that fits, fixed at sending; a delete uncounts", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    const room = await stage.room("public", ada, ben);
    const room_id = room.id;
    const name = ben.identity.user.username ?? "";
    const said = async (content: string): Promise<readonly string[]> => {
      const { seq } = await stage.say(ada, room_id, content);
      return (await ben.socket.next("message", { seq })).mentions ?? [];
    };
    const counted = async (): Promise<number | undefined> =>
      (await stage.connect(ben.identity)).welcome.rooms[0]?.unread_mentions;
    expect(await said(`hello @${name}`)).toEqual([ben.id]);
    expect(await said(`@${name.toUpperCase()}.`)).toEqual([ben.id]);
    expect(await said(`(@${name}), @${name}...`)).toEqual([ben.id]);
    expect(await said(`@${name}x and mail@${name}`)).toEqual([]);
    expect(await said(`@${eve.identity.user.username} is not here`)).toEqual([]);
    expect(await said(`@${ada.identity.user.username} myself`)).toEqual([ada.id]);
    expect(await counted()).toBe(3);
    const last = await stage.say(ada, room_id, `@${name} again`);
    expect(await counted()).toBe(4);
    await ada.socket.do("edit_message", { room_id, seq: last.seq, content: "nobody" }, "ack");
    expect(await counted()).toBe(4);
    await ada.socket.do("delete_message", { room_id, seq: last.seq }, "ack");
    expect(await counted()).toBe(3);
    await ben.socket.do("read", { room_id, seq: 99 }, "read");
    expect(await counted()).toBe(0);
  });

  test("who is no member writes nothing: forbidden where they could join, else not_found", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    const gus = await stage.guest();
    const rooms = [
      [await stage.room("public", ada, ben), "forbidden"],
      [await stage.room("ephemeral", ada, ben), "forbidden"],
      [await stage.room("private", ada, ben), "not_found"],
      [await stage.direct(ada, ben), "not_found"],
    ] as const;
    for (const [{ id: room_id }, code] of rooms) {
      const { seq } = await stage.say(ada, room_id);
      for (const { socket } of [eve, gus]) {
        for (const frame of [
          { action: "send_message", content: "x" },
          { action: "edit_message", seq, content: "x" },
          { action: "delete_message", seq },
          { action: "react", seq, emoji: "👍", on: true },
          { action: "typing", on: true },
          { action: "read", seq },
          { action: "open_room" },
        ]) {
          await socket.refused(code, { ...frame, room_id });
        }
        expect(socket.of(room_id)).toEqual([]);
      }
      const log = await stage.entries(room_id, ada);
      expect(log.at(-1)).toMatchObject({ event: "message", seq });
    }
    await eve.socket.refused("not_found", {
      action: "send_message",
      room_id: eve.id,
      content: "x",
    });
  });

  test("who is blocked writes nothing into the direct room", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const { id: room_id } = await stage.direct(ada, ben);
    const first = { room_id, cid: "first", content: "hello" };
    const { seq } = await ben.socket.do("send_message", first, "ack");
    await stage.rest().ok("PUT", `/api/users/${ben.id}/block`, { token: ada.token });
    await ben.socket.refused("forbidden", { action: "send_message", room_id, content: "x" });
    const edit = { action: "edit_message", room_id, seq, content: "x" };
    await ben.socket.refused("forbidden", edit);
    await ben.socket.refused("forbidden", { action: "react", room_id, seq, emoji: "👍", on: true });
    await ada.socket.do("open_room", { room_id }, "presence_state");
    ben.socket.send({ action: "typing", room_id, on: true });
    // What stands is answered as before, and may be taken back.
    expect(await ben.socket.do("send_message", first, "ack")).toMatchObject({ seq });
    await ben.socket.do("delete_message", { room_id, seq }, "ack");
    await ada.socket.next("delete", { room_id });
    expect(ada.socket.events.filter(({ event }) => event === "typing")).toEqual([]);
    await stage.rest().ok("DELETE", `/api/users/${ben.id}/block`, { token: ada.token });
    await stage.say(ben, room_id, "thanks");
  });
};

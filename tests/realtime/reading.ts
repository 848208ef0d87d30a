import { expect, test } from "vitest";
import type { SetStage } from "./stage.ts";

/** PROTOCOL §1 read mark, §4 read. */
export const readingCases = (set: SetStage): void => {
  test("read moves the mark for all of the user's sockets, never back, never beyond the tip", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const phone = await stage.connect(ben.identity);
    const room = await stage.room("public", ada, ben);
    const room_id = room.id;
    for (const content of ["1", "2", "3", "4"]) await stage.say(ada, room_id, content);
    const marks = [
      [3, { seq: 3, n: 2 }],
      [2, { seq: 3, n: 2 }],
      [0, { seq: 3, n: 2 }],
      [4, { seq: 4, n: 3 }],
      [999, { seq: 5, n: 4 }],
      [1, { seq: 5, n: 4 }],
    ] as const;
    for (const [seq, mark] of marks) {
      const answer = await ben.socket.do("read", { room_id, seq }, "read");
      expect(answer).toEqual({ event: "read", ref: answer.ref, room_id, ...mark });
    }
    for (const n of [2, 3, 4]) {
      const { ref: _, ...mark } = await phone.socket.next("read", { n });
      expect(mark).toEqual({ event: "read", room_id, seq: n + 1, n });
    }
    // Each socket of theirs, and nobody else's; the one that asked is answered once.
    await ben.socket.fence();
    expect(ben.socket.seen("read")).toHaveLength(marks.length);
    await ada.socket.fence();
    expect(ada.socket.seen("read")).toEqual([]);
    await stage.rest().ok("PUT", `/api/rooms/${room_id}/read`, {
      token: ben.token,
      body: { seq: 5 },
    });
    await stage.say(ada, room_id, "5");
    await stage.rest().ok("PUT", `/api/rooms/${room_id}/read`, {
      token: ben.token,
      body: { seq: 6 },
    });
    for (const { socket } of [ben, phone]) await socket.next("read", { seq: 6, n: 5 });
  });

  test("who authenticated with `members` is told what the same user says of a room elsewhere; others are not", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const { id: room_id } = await stage.room("public", ada, ben);
    const other = await stage.connect(ada.identity, { members: true });
    await ben.socket.do("authenticate", { token: ben.token, members: true }, "authenticated");
    for (const said of [{ muted: true }, { muted: false, pinned: true }]) {
      await stage.rest().ok("PATCH", `/api/rooms/${room_id}/me`, { token: ada.token, body: said });
      const told = { event: "member_changed", room_id, user_id: ada.id, ...said };
      expect(await other.socket.next("member_changed")).toEqual(told);
    }
    for (const { socket } of [ada, ben]) {
      await socket.fence();
      expect(socket.seen("member_changed")).toEqual([]);
    }
  });

  test("who opened a direct room with `members` is told how far the other has read; nobody else is", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const { id: room_id } = await stage.direct(ada, ben);
    const plain = await stage.connect(ada.identity);
    await plain.socket.do("open_room", { room_id }, "presence_state");
    const first = await stage.say(ada, room_id, "1");
    const opened = await ada.socket.do("open_room", { room_id, members: true }, "presence_state");
    expect(opened.peer_read).toEqual({ seq: 0, n: 0 });
    const mark = { seq: first.seq, n: first.n };
    const told = { event: "member_changed", room_id, user_id: ben.id, read: mark };
    await ben.socket.do("open_room", { room_id, members: true }, "presence_state");
    await ben.socket.do("read", { room_id, seq: first.seq }, "read");
    expect(await ada.socket.next("member_changed")).toEqual(told);
    const second = await stage.say(ada, room_id, "2");
    await stage.rest().ok("PUT", `/api/rooms/${room_id}/read`, {
      token: ben.token,
      body: { seq: second.seq },
    });
    const { read } = await ada.socket.next("member_changed");
    expect(read).toEqual({ seq: second.seq, n: second.n });
    const again = await ada.socket.do("open_room", { room_id, members: true }, "presence_state");
    expect(again.peer_read).toEqual({ seq: second.seq, n: second.n });
    for (const { socket } of [plain, ben]) {
      await socket.fence();
      expect(socket.seen("member_changed")).toEqual([]);
    }
    // In a room of many, how far each has read is nobody else's business.
    const room = await stage.room("public", ada, ben);
    await ada.socket.do("open_room", { room_id: room.id, members: true }, "presence_state");
    await ben.socket.do("read", { room_id: room.id, seq: 1 }, "read");
    await ada.socket.fence();
    expect(ada.socket.seen("member_changed")).toHaveLength(2);
  });

  test("unread is tip.n − read.n, exactly; sending reads up to what was sent", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const room_id = room.id;
    const unread = async (who: typeof ada) => {
      const { welcome, socket } = await stage.connect(who.identity);
      socket.cut();
      const { tip, read, unread: count } = welcome.rooms[0] ?? {};
      return { tip, read, unread: count };
    };
    const first = await stage.say(ada, room_id, "1");
    const second = await stage.say(ada, room_id, "2");
    await ada.socket.do("edit_message", { room_id, seq: first.seq, content: "one" }, "ack");
    await ada.socket.do("react", { room_id, seq: first.seq, emoji: "👍", on: true }, "ack");
    await ada.socket.do("delete_message", { room_id, seq: second.seq }, "ack");
    const tip = { seq: 6, n: 2 };
    expect(await unread(ben)).toEqual({ tip, read: { seq: 1, n: 0 }, unread: 2 });
    expect(await unread(ada)).toEqual({ tip, read: { seq: 3, n: 2 }, unread: 0 });
    await ben.socket.do("read", { room_id, seq: 2 }, "read");
    expect(await unread(ben)).toMatchObject({ unread: 1 });
    const mine = await stage.say(ben, room_id, "3");
    expect(await unread(ben)).toMatchObject({ read: { seq: mine.seq, n: 3 }, unread: 0 });
    expect(await unread(ada)).toMatchObject({ read: { seq: 3, n: 2 }, unread: 1 });
    await stage.rest().ok("POST", `/api/rooms/${room_id}/messages`, {
      token: ada.token,
      body: { content: "4" },
    });
    expect(await unread(ada)).toMatchObject({ read: { seq: 8, n: 4 }, unread: 0 });
  });

  test("last_message is the newest that stands", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const room_id = room.id;
    const last = async () => {
      const { welcome, socket } = await stage.connect(ben.identity);
      socket.cut();
      return welcome.rooms[0]?.last_message;
    };
    expect(await last()).toBeUndefined();
    const ack = await stage.say(ada, room_id, "x".repeat(500));
    const shown = await last();
    expect(shown).toEqual({
      seq: ack.seq,
      sender: { id: ada.id, display_name: ada.identity.user.display_name },
      excerpt: shown?.excerpt,
      at: ack.at,
    });
    expect(Array.from(shown?.excerpt ?? "").length).toBeLessThanOrEqual(120);
    await ada.socket.do("edit_message", { room_id, seq: ack.seq, content: "short" }, "ack");
    expect((await last())?.excerpt).toBe("short");
    await ada.socket.do("delete_message", { room_id, seq: ack.seq }, "ack");
    expect(JSON.stringify((await last()) ?? {})).not.toMatch(/short|xxx/);
  });
};

import { expect, test } from "vitest";
import type { Member, Room } from "../../src/protocol/rooms.ts";
import { type SetStage, unique } from "./stage.ts";

/** PROTOCOL §4 join_room. */
export const joiningCases = (set: SetStage): void => {
  test("join_room by id: the answer, the entry for the others, room_added for one's other sockets", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const phone = await stage.connect(ben.identity);
    const room = await stage.room("public", ada);
    await stage.say(ada, room.id);
    await stage.online(ben, room.id, 1);
    const joined = await ben.socket.do("join_room", { room_id: room.id }, "room_joined");
    const tip = { seq: 2, n: 1 };
    expect(Object.keys(joined)).toEqual(["event", "ref", "room", "tip", "members_online"]);
    expect(joined).toMatchObject({ tip, members_online: 2 });
    await stage.online(ben, room.id, 2);
    const card = await stage.rest().ok<{ room: Room }>("GET", `/api/rooms/${room.id}`, {
      token: ben.token,
    });
    expect(joined.room).toEqual(card.room);
    expect(joined.room).toMatchObject({ members: 2, online: 2, my_role: "member" });

    const entry = await ada.socket.next("member", { room_id: room.id });
    const sender = { id: ben.id, display_name: ben.identity.user.display_name };
    expect(entry).toMatchObject({ seq: 2, n: 1, change: "joined", sender, user: sender });
    const added = await phone.socket.next("room_added");
    expect(Object.keys(added)).toEqual(["event", "room", "tip"]);
    expect(added).toMatchObject({ room: { id: room.id, my_role: "member" }, tip });

    // A new member's mark is at the tip.
    const back = await stage.connect(ben.identity);
    expect(back.welcome.rooms[0]).toMatchObject({ read: tip, unread: 0, unread_mentions: 0 });
    const { seq } = await stage.say(ada, room.id);
    for (const { socket } of [ben, phone, back]) await socket.next("message", { seq });
    await ben.socket.fence();
    expect(ben.socket.of(room.id)).toEqual(["room_joined", "message"]);
    expect(phone.socket.of(room.id)).toEqual(["room_added", "message"]);
  });

  test("join_room by name, public and ephemeral, without regard to case and width", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const suffix = unique("x").slice(-8);
    const names = [
      ["public", `Straße ${suffix}`, `STRASSE ${suffix.toUpperCase()}`],
      ["ephemeral", `Ｃafe ${suffix}`, `CAFE ${suffix}`],
    ] as const;
    for (const [kind, name, spelt] of names) {
      const { room } = await ada.socket.do("create_room", { name, kind }, "room_created");
      const joined = await ben.socket.do("join_room", { name: spelt }, "room_joined");
      expect(joined.room).toMatchObject({ id: room.id, name });
    }
    const hidden = await stage.room("private", ada);
    await ben.socket.refused("not_found", { action: "join_room", name: hidden.name });
  });

  test("joining again is harmless and makes no entry", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    for (const kind of ["public", "private", "ephemeral"] as const) {
      const room = await stage.room(kind, ada, ben);
      const again = await ben.socket.do("join_room", { room_id: room.id }, "room_joined");
      expect(again).toMatchObject({ tip: { seq: 1, n: 0 }, room: { members: 2 } });
      await ben.socket.do("open_room", { room_id: room.id }, "presence_state");
      await ben.socket.do("join_room", { room_id: room.id }, "room_joined");
      const { seq } = await stage.say(ada, room.id);
      expect(seq).toBe(2);
      await ben.socket.next("message", { room_id: room.id });
      expect(ben.socket.seen("message", { room_id: room.id })).toHaveLength(1);
    }
    const direct = await stage.direct(ada, ben);
    await ben.socket.do("join_room", { room_id: direct.id }, "room_joined");
    await stage.say(ada, direct.id);
    await ben.socket.next("message", { room_id: direct.id });
  });

  test("`after`: the entries from there come next, for new members and old ones", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada);
    for (const content of ["1", "2", "3"]) await stage.say(ada, room.id, content);
    const join = async (after: number, seqs: number[]): Promise<void> => {
      const from = ben.socket.events.length;
      const { tip } = await ben.socket.do("join_room", { room_id: room.id, after }, "room_joined");
      expect(tip).toEqual({ seq: 4, n: 3 });
      if (seqs.length > 0) await ben.socket.next(seqs.at(-1) === 4 ? "member" : "message");
      await ben.socket.fence();
      const entries = ben.socket.events.slice(from).filter((event) => "sender" in event);
      expect(entries.map((entry) => ("seq" in entry ? entry.seq : 0))).toEqual(seqs);
    };
    await join(0, [1, 2, 3, 4]);
    await join(2, [3, 4]);
    await join(4, []);
    const { tip } = await ben.socket.do("join_room", { room_id: room.id, after: 5 }, "room_joined");
    expect(await ben.socket.next("reset")).toEqual({ event: "reset", room_id: room.id, tip });
    await stage.say(ada, room.id);
    await ben.socket.next("message", { seq: 5 });
  });

  test("`after` of more than 1,000 behind is a reset", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const refs = Array.from({ length: 1_001 }, () =>
      ada.socket.sendRef({ action: "send_message", room_id: room.id, content: "x" }),
    );
    for (const ref of refs) await ada.socket.answer(ref);
    const eve = await stage.person("eve");
    await eve.socket.do("join_room", { room_id: room.id, after: 3 }, "room_joined");
    await eve.socket.next("member", { seq: 1_003 });
    expect(eve.socket.seen("message")).toHaveLength(999);
    await eve.socket.do("join_room", { room_id: room.id, after: 2 }, "room_joined");
    expect(await eve.socket.next("reset")).toMatchObject({ tip: { seq: 1_003 } });
  });

  test("what can't be joined", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    const room = await stage.room("public", ada);
    const join = { action: "join_room" };
    await eve.socket.refused("bad_request", join);
    await eve.socket.refused("bad_request", { ...join, room_id: room.id, name: room.name });
    await eve.socket.refused("bad_request", { ...join, room_id: room.id, after: -1 });
    await eve.socket.refused("not_found", { ...join, room_id: ada.id });
    await eve.socket.refused("not_found", { ...join, name: unique("nowhere") });
    const hidden = await stage.room("private", ada, ben);
    const direct = await stage.direct(ada, ben);
    for (const { id } of [hidden, direct]) {
      await eve.socket.refused("not_found", { ...join, room_id: id });
      await eve.socket.refused("not_found", { ...join, room_id: id, after: 0 });
    }
    const visitor = await stage.guest();
    for (const { id } of [hidden, direct]) {
      await visitor.socket.refused("not_found", { ...join, room_id: id });
    }
    await visitor.socket.refused("forbidden", { ...join, room_id: room.id });
    await visitor.socket.refused("forbidden", { ...join, name: room.name });
    for (const { socket } of [eve, visitor]) expect(socket.of(room.id)).toEqual([]);
  });

  test("joining, inviting and redeeming over REST reach the sockets", async () => {
    await using stage = set();
    const [ada, ben, cleo] = await stage.people("ada", "ben", "cleo");
    const agora = await stage.room("public", ada);
    const cellar = await stage.room("private", ada);
    await stage.rest().ok("POST", `/api/rooms/${agora.id}/join`, { token: ben.token });
    expect(await ben.socket.next("room_added")).toMatchObject({
      room: { id: agora.id },
      tip: { seq: 1, n: 0 },
    });
    await stage.invite(cellar.id, ada, ben);
    expect(await ben.socket.next("room_added")).toMatchObject({
      room: { id: cellar.id, my_role: "member", members: 2 },
      tip: { seq: 1, n: 0 },
    });
    const { code } = await stage
      .rest()
      .ok<{ code: string }>("POST", `/api/rooms/${cellar.id}/invites`, {
        token: ada.token,
        body: {},
      });
    await stage.rest().ok("POST", `/api/invites/${code}`, { token: cleo.token });
    expect(await cleo.socket.next("room_added")).toMatchObject({ tip: { seq: 2, n: 0 } });
    const { seq } = await stage.say(ada, cellar.id);
    for (const { socket } of [ben, cleo]) await socket.next("message", { room_id: cellar.id, seq });
    await stage.online(ada, cellar.id, 3);
    const { members } = await stage
      .rest()
      .ok<{ members: Member[] }>("GET", `/api/rooms/${cellar.id}/members`, { token: ben.token });
    expect(members.map(({ online }) => online)).toEqual([true, true, true]);
  });

  test("a direct room is added to both, under the other's name", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const body = { user_id: ben.id };
    await stage.rest().ok("POST", "/api/rooms/direct", { token: ada.token, body });
    for (const [mine, other] of [
      [ada, ben],
      [ben, ada],
    ] as const) {
      const { display_name, id } = other.identity.user;
      expect(await mine.socket.next("room_added")).toMatchObject({
        room: { kind: "direct", name: display_name, peer: { id, display_name }, members: 2 },
        tip: { seq: 0, n: 0 },
      });
    }
  });
};

import { expect, test } from "vitest";
import type { Room } from "../../src/protocol/rooms.ts";
import type { Person, SetStage } from "./stage.ts";

/** PROTOCOL §1 room, §4 leave_room, room_removed, room_deleted. */
export const leavingCases = (set: SetStage): void => {
  test.each(["public", "private", "ephemeral"] as const)(
    "leaving a %s room ends it on every socket, and the others are told",
    async (kind) => {
      await using stage = set();
      const [ada, ben] = await stage.people("ada", "ben");
      const phone = await stage.connect(ben.identity);
      const room = await stage.room(kind, ada, ben);
      await phone.socket.next("room_added");
      await ben.socket.do("open_room", { room_id: room.id }, "presence_state");
      const left = await ben.socket.do("leave_room", { room_id: room.id }, "room_left");
      expect(left).toEqual({ event: "room_left", ref: left.ref, room_id: room.id });
      expect(await phone.socket.next("room_removed")).toEqual({
        event: "room_removed",
        room_id: room.id,
        reason: "left",
      });
      const sender = { id: ben.id, display_name: ben.identity.user.display_name };
      expect(await ada.socket.next("member", { change: "left" })).toMatchObject({
        seq: 2,
        sender,
        user: sender,
      });
      await stage.say(ada, room.id, "are they gone?");
      for (const { socket } of [ben, phone]) {
        await socket.fence();
        expect(["room_left", "room_removed"]).toContain(socket.of(room.id).at(-1));
      }
      const code = kind === "private" ? "not_found" : "forbidden";
      await ben.socket.refused(code, { action: "send_message", room_id: room.id, content: "x" });
      await ben.socket.refused(code, { action: "leave_room", room_id: room.id });
    },
  );

  test("what can't be left", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    const direct = await stage.direct(ada, ben);
    const leave = { action: "leave_room" };
    await ada.socket.refused("forbidden", { ...leave, room_id: direct.id });
    await eve.socket.refused("not_found", { ...leave, room_id: direct.id });
    await eve.socket.refused("not_found", { ...leave, room_id: eve.id });
    const agora = await stage.room("public", ada);
    const cellar = await stage.room("private", ada);
    await eve.socket.refused("forbidden", { ...leave, room_id: agora.id });
    await eve.socket.refused("not_found", { ...leave, room_id: cellar.id });
    await stage.say(ben, direct.id);
    await ada.socket.next("message", { room_id: direct.id });
  });

  test("an empty ephemeral or private room is gone, a public one stays", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    for (const kind of ["ephemeral", "private", "public"] as const) {
      const room = await stage.room(kind, ada, ben);
      for (const { socket } of [ben, ada]) {
        await socket.do("leave_room", { room_id: room.id }, "room_left");
      }
      const join = { action: "join_room", room_id: room.id };
      if (kind === "public") {
        await ben.socket.do("join_room", { room_id: room.id }, "room_joined");
        continue;
      }
      await ben.socket.refused("not_found", join);
      // The name is free again.
      await ada.socket.do("create_room", { name: room.name, kind }, "room_created");
    }
  });

  test("when the last owner leaves, the oldest moderator follows, else the oldest member", async () => {
    await using stage = set();
    const [ada, ben, cleo] = await stage.people("ada", "ben", "cleo");
    const roleOf = async (roomId: string, { token }: { token: string }) =>
      (await stage.rest().ok<{ room: Room }>("GET", `/api/rooms/${roomId}`, { token })).room
        .my_role;
    const first = await stage.room("public", ada, ben, cleo);
    await ada.socket.do("leave_room", { room_id: first.id }, "room_left");
    expect(await roleOf(first.id, ben)).toBe("owner");
    expect(await roleOf(first.id, cleo)).toBe("member");

    const second = await stage.room("public", ada, ben, cleo);
    await stage.rest().ok("PATCH", `/api/rooms/${second.id}/members/${cleo.id}`, {
      token: ada.token,
      body: { role: "moderator" },
    });
    await ada.socket.do("leave_room", { room_id: second.id }, "room_left");
    expect(await roleOf(second.id, cleo)).toBe("owner");
    // And the socket that is in the room knows: it may delete what another said.
    const { seq } = await stage.say(ben, second.id);
    await cleo.socket.do("delete_message", { room_id: second.id, seq }, "ack");
  });

  test("the first to come back into a public room that everybody left owns it", async () => {
    await using stage = set();
    const [ada, ben, cleo] = await stage.people("ada", "ben", "cleo");
    const room = await stage.room("public", ada, ben);
    for (const { socket } of [ada, ben]) {
      await socket.do("leave_room", { room_id: room.id }, "room_left");
    }
    const join = async ({ socket }: Person) =>
      (await socket.do("join_room", { room_id: room.id }, "room_joined")).room.my_role;
    expect(await join(cleo)).toBe("owner");
    expect(await join(ada)).toBe("member");
    // Every socket that is in the room knows: it may delete what another said.
    const { seq } = await stage.say(ada, room.id);
    await cleo.socket.do("delete_message", { room_id: room.id, seq }, "ack");
    // And those who have it open with `members` are told of a new one.
    for (const [{ socket }, members] of [
      [ada, true],
      [ben, false],
    ] as const) {
      await socket.do("join_room", { room_id: room.id }, "room_joined");
      await socket.do("open_room", { room_id: room.id, members }, "presence_state");
    }
    const path = `/api/rooms/${room.id}/members/${ada.id}`;
    const body = { role: "moderator" };
    await stage.rest().ok("PATCH", path, { token: cleo.token, body });
    const told = { event: "member_changed", room_id: room.id, user_id: ada.id, role: "moderator" };
    expect(await ada.socket.next("member_changed")).toEqual(told);
    await ben.socket.fence();
    expect(ben.socket.seen("member_changed")).toEqual([]);
  });

  test("leaving over REST is told to every socket", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const phone = await stage.connect(ben.identity);
    const room = await stage.room("public", ada, ben);
    await phone.socket.next("room_added");
    await stage.rest().ok("POST", `/api/rooms/${room.id}/leave`, { token: ben.token });
    for (const { socket } of [ben, phone]) {
      expect(await socket.next("room_removed")).toMatchObject({ room_id: room.id, reason: "left" });
      await stage.say(ada, room.id);
      await socket.fence();
      expect(socket.of(room.id).at(-1)).toBe("room_removed");
    }
  });

  test("a kick: room_removed last, the entry for the others, and it bars nobody", async () => {
    await using stage = set();
    const [ada, ben, cleo] = await stage.people("ada", "ben", "cleo");
    for (const kind of ["public", "private"] as const) {
      const room = await stage.room(kind, ada, ben, cleo);
      await cleo.socket.do("open_room", { room_id: room.id }, "presence_state");
      const path = `/api/rooms/${room.id}/members/${cleo.id}`;
      await stage.rest().ok("DELETE", path, { token: ada.token });
      expect(await cleo.socket.next("room_removed")).toEqual({
        event: "room_removed",
        room_id: room.id,
        reason: "kicked",
      });
      expect(await ben.socket.next("member", { room_id: room.id, change: "kicked" })).toMatchObject(
        {
          sender: { id: ada.id },
          user: { id: cleo.id },
        },
      );
      await stage.say(ada, room.id);
      await ben.socket.next("message", { room_id: room.id });
      await cleo.socket.fence();
      expect(cleo.socket.of(room.id).at(-1)).toBe("room_removed");
      const join = { action: "join_room", room_id: room.id };
      if (kind === "public") {
        await cleo.socket.refused("forbidden", { action: "open_room", room_id: room.id });
        await cleo.socket.do("join_room", { room_id: room.id, after: 0 }, "room_joined");
      } else {
        await cleo.socket.refused("not_found", join);
        await stage.invite(room.id, ada, cleo);
        await cleo.socket.next("room_added", {});
      }
      await stage.say(cleo, room.id, "back");
    }
  });

  test("room_deleted is the last of a room, for all who were in it, and nobody gets in again", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    for (const kind of ["public", "private", "ephemeral"] as const) {
      const room = await stage.room(kind, ada, ben);
      await ben.socket.do("open_room", { room_id: room.id }, "presence_state");
      const said = stage.say(ben, room.id).catch(() => undefined);
      await stage.rest().ok("DELETE", `/api/rooms/${room.id}`, { token: ada.token });
      await said;
      for (const { socket } of [ada, ben]) {
        expect(await socket.next("room_deleted", { room_id: room.id })).toEqual({
          event: "room_deleted",
          room_id: room.id,
        });
        await socket.refused("not_found", { action: "join_room", room_id: room.id });
        await socket.refused("not_found", {
          action: "send_message",
          room_id: room.id,
          content: "x",
        });
        expect(socket.of(room.id).at(-1)).toBe("room_deleted");
      }
      await eve.socket.fence();
      expect(eve.socket.of(room.id)).toEqual([]);
    }
  });

  test("the name and topic of a room change by an entry", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const patch = (body: object) =>
      stage.rest().ok("PATCH", `/api/rooms/${room.id}`, { token: ada.token, body });
    await patch({ topic: "the news" });
    expect(await ben.socket.next("room")).toMatchObject({
      seq: 2,
      n: 0,
      topic: "the news",
      sender: { id: ada.id },
    });
    const name = `${room.name} 2`;
    await patch({ name, topic: "" });
    const entry = await ben.socket.next("room");
    expect(entry).toMatchObject({ seq: 3, n: 0, name, topic: "" });
    expect(await stage.entries(room.id, ben)).toContainEqual(entry);
  });
};

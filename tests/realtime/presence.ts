import { expect, test } from "vitest";
import type { SetStage } from "./stage.ts";

/** PROTOCOL §4 open_room, close_room, presence, typing. */
export const presenceCases = (set: SetStage): void => {
  test("open_room answers who is there, and from then on who comes and goes, by user", async () => {
    await using stage = set();
    const [ada, ben, cleo] = await stage.people("ada", "ben", "cleo");
    const room = await stage.room("public", ada, ben);
    const room_id = room.id;
    await stage.online(ada, room_id, 2);
    const state = await ada.socket.do("open_room", { room_id }, "presence_state");
    expect(Object.keys(state)).toEqual(["event", "ref", "room_id", "online", "users"]);
    const ref = ({ id, identity }: typeof ada) => ({
      id,
      display_name: identity.user.display_name,
    });
    expect(state.online).toBe(2);
    expect(state.users.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      [ref(ada), ref(ben)].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );

    await cleo.socket.do("join_room", { room_id }, "room_joined");
    expect(await ada.socket.next("presence")).toEqual({
      event: "presence",
      room_id,
      online: 3,
      joined: [ref(cleo)],
      left: [],
    });
    // A second connection of the same user is no news, nor is its end.
    const phone = await stage.connect(cleo.identity);
    phone.socket.cut();
    ben.socket.cut();
    expect(await ada.socket.next("presence")).toEqual({
      event: "presence",
      room_id,
      online: 2,
      joined: [],
      left: [ben.id],
    });
    await stage.connect(ben.identity);
    expect(await ada.socket.next("presence")).toMatchObject({ online: 3, joined: [ref(ben)] });
    await cleo.socket.do("leave_room", { room_id }, "room_left");
    expect(await ada.socket.next("presence")).toMatchObject({ online: 2, left: [cleo.id] });
    expect(cleo.socket.seen("presence")).toEqual([]);
  });

  test("whoever has the answer to join_room is there for those who open the room next, wherever", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    for (let round = 0; round < 5; round++) {
      const { id: room_id } = await stage.room("public", ada);
      await ben.socket.do("join_room", { room_id }, "room_joined");
      const { users } = await ada.socket.do("open_room", { room_id }, "presence_state");
      const ids = users.map(({ id }) => id);
      if (!ids.includes(ben.id)) {
        // Between two servers the question may overtake the news, which comes by itself then.
        const news = await ada.socket.next("presence", { room_id });
        expect(news).toMatchObject({ online: 2, left: [] });
        ids.push(...news.joined.map(({ id }) => id));
      }
      expect(ids.toSorted()).toEqual([ada.id, ben.id].toSorted());
    }
  });

  test("close_room ends it; who has not opened gets neither presence nor typing", async () => {
    await using stage = set();
    const [ada, ben, cleo] = await stage.people("ada", "ben", "cleo");
    const room = await stage.room("public", ada, ben, cleo);
    const room_id = room.id;
    for (const person of [ada, cleo]) await stage.online(person, room_id, 3);
    for (const { socket } of [ada, cleo]) {
      await socket.do("open_room", { room_id }, "presence_state");
    }
    const closed = await ada.socket.do("close_room", { room_id }, "room_closed");
    expect(closed).toEqual({ event: "room_closed", ref: closed.ref, room_id });
    await ada.socket.do("close_room", { room_id }, "room_closed");
    ben.socket.send({ action: "typing", room_id, on: true });
    await cleo.socket.next("typing");
    const eve = await stage.person("eve");
    await eve.socket.do("join_room", { room_id }, "room_joined");
    await cleo.socket.next("presence");
    for (const { socket } of [ada, ben]) {
      await socket.fence();
      expect(socket.seen("presence")).toEqual([]);
      expect(socket.seen("typing")).toEqual([]);
    }
    // Opening is by connection, and again is harmless.
    await stage.online(ada, room_id, 4);
    await ada.socket.do("open_room", { room_id }, "presence_state");
    await ada.socket.do("open_room", { room_id }, "presence_state");
    const phone = await stage.connect(ada.identity);
    eve.socket.cut();
    await ada.socket.next("presence");
    await cleo.socket.next("presence", { left: [eve.id] });
    await phone.socket.fence();
    expect(phone.socket.seen("presence")).toEqual([]);
    expect(ada.socket.seen("presence")).toHaveLength(1);
  });

  test("typing is told to the others, on and off, and needs no answer", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("private", ada, ben);
    const room_id = room.id;
    for (const { socket } of [ada, ben]) {
      await socket.do("open_room", { room_id }, "presence_state");
    }
    const ref = ada.socket.sendRef({ action: "typing", room_id, on: true });
    const expected = {
      event: "typing",
      room_id,
      user_id: ada.id,
      display_name: ada.identity.user.display_name,
    };
    expect(await ben.socket.next("typing")).toEqual({ ...expected, on: true });
    ada.socket.send({ action: "typing", room_id, on: false });
    expect(await ben.socket.next("typing")).toEqual({ ...expected, on: false });
    await ada.socket.fence();
    expect(ada.socket.events.some((event) => "ref" in event && event.ref === ref)).toBe(false);
    expect(ada.socket.seen("typing")).toEqual([]);
  });

  test("more than 100 are counted, and 100 are named", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const room = await stage.room("ephemeral", ada);
    for (let batch = 0; batch < 4; batch++) {
      const guests = await Promise.all(Array.from({ length: 26 }, () => stage.guest()));
      await Promise.all(
        guests.map(({ socket }) => socket.do("join_room", { room_id: room.id }, "room_joined")),
      );
    }
    await stage.online(ada, room.id, 105);
    const state = await ada.socket.do("open_room", { room_id: room.id }, "presence_state");
    expect(state.online).toBe(105);
    expect(state.users).toHaveLength(100);
    expect(new Set(state.users.map(({ id }) => id)).size).toBe(100);
  });
};

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Room } from "../../src/protocol/rooms.ts";
import { type Identity, Rest, register } from "../harness/rest.ts";
import { readRoom } from "../harness/stored-room.ts";
import { Connection } from "../realtime/connection.ts";
import { holdNext, keepNextWaiting } from "./hold-next.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let count = 0;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

interface Person extends Identity {
  readonly socket: Connection;
}

const enter = async (identity: Identity): Promise<Person> => {
  const socket = await Connection.dial(server.url);
  await socket.do("authenticate", { token: identity.token, members: true }, "authenticated");
  return { ...identity, socket };
};

/** A room of ada's that ben is in, with two sockets. */
const scene = async () => {
  const number = ++count;
  const ada = await enter(await register(rest, `ada-${number}`));
  const ben = await enter(await register(rest, `ben-${number}`));
  const phone = await enter(ben);
  const fields = { name: `room ${number}`, kind: "public" } as const;
  const { room } = await ada.socket.do("create_room", fields, "room_created");
  await ben.socket.do("join_room", { room_id: room.id }, "room_joined");
  await phone.socket.next("room_added");
  const path = `/api/rooms/${room.id}`;
  const kick = () => rest.ok("DELETE", `${path}/members/${ben.user.id}`, { token: ada.token });
  const said = async (): Promise<unknown[]> => {
    const { entries } = await readRoom(rest, ada.token, room.id);
    return entries.filter(({ event }) => event === "message");
  };
  /** Nothing of the room came after its end. */
  const over = async (): Promise<void> => {
    for (const { socket } of [ben, phone]) {
      await socket.fence();
      expect(socket.of(room.id).at(-1)).toBe("room_removed");
      expect(socket.faults).toEqual([]);
    }
  };
  return { ada, ben, phone, roomId: room.id, path, kick, said, over };
};

const mention = { content: "is @anybody there?" };

describe("what is looked up for a message while its sender is kicked", () => {
  test("over a socket", async () => {
    const { ben, roomId, kick, said, over } = await scene();
    const { done: looked, tell } = holdNext(server.services.store.rooms, "membersByUsername");
    const refused = ben.socket.refused("forbidden", {
      action: "send_message",
      room_id: roomId,
      ...mention,
    });
    await looked;
    await kick();
    tell();
    await refused;
    await over();
    expect(await said()).toEqual([]);
  });

  test("over REST", async () => {
    const { ben, path, kick, said } = await scene();
    const { done: looked, tell } = holdNext(server.services.store.rooms, "membersByUsername");
    const answer = rest.call("POST", `${path}/messages`, { token: ben.token, body: mention });
    await looked;
    await kick();
    tell();
    expect((await answer).status).toBe(403);
    expect(await said()).toEqual([]);
  });

  test("or banned, over REST", async () => {
    const { ben, path, said } = await scene();
    const { done: looked, tell } = holdNext(server.services.store.rooms, "membersByUsername");
    const answer = rest.call("POST", `${path}/messages`, { token: ben.token, body: mention });
    await looked;
    const body = { user_id: ben.user.id };
    await rest.ok("POST", "/api/admin/bans", { token: await adminToken(rest), body });
    tell();
    expect((await answer).status).toBe(403);
    expect(await said()).toEqual([]);
  });
});

test("a read mark that is being stored is told no more once its room is over", async () => {
  const { ben, roomId, kick, over } = await scene();
  const { done: stored, tell } = holdNext(server.services.store.rooms, "markRead");
  const ref = ben.socket.sendRef({ action: "read", room_id: roomId, seq: 1 });
  await stored;
  await kick();
  tell();
  expect(await ben.socket.answer(ref)).toMatchObject({ event: "error", code: "forbidden" });
  await over();
});

test("a room that is deleted while they leave it ends once", async () => {
  const { ada, ben, phone, path, roomId } = await scene();
  const { asked, go } = keepNextWaiting(server.services.store.rooms, "removeMember");
  const ref = ben.socket.sendRef({ action: "leave_room", room_id: roomId });
  await asked;
  await rest.ok("DELETE", path, { token: ada.token });
  go();
  expect(await ben.socket.answer(ref)).toMatchObject({ event: "error", code: "not_found" });
  for (const { socket } of [ben, phone]) {
    await socket.fence();
    expect(socket.of(roomId).at(-1)).toBe("room_deleted");
    expect(socket.faults).toEqual([]);
  }
});

test("whoever is kicked while their leaving is written has left", async () => {
  const { ben, phone, roomId, kick } = await scene();
  const { asked, go } = keepNextWaiting(server.services.store.rooms, "removeMember");
  const ref = ben.socket.sendRef({ action: "leave_room", room_id: roomId });
  await asked;
  await kick();
  go();
  expect(await ben.socket.answer(ref)).toMatchObject({ event: "room_left" });
  expect(await phone.socket.next("room_removed")).toMatchObject({ reason: "kicked" });
  await ben.socket.fence();
  expect(ben.socket.of(roomId).at(-1)).toBe("room_left");
  expect(ben.socket.faults).toEqual([]);
});

test("a room that is deleted twice at once is not there for the second, and not forbidden", async () => {
  const { ada, path } = await scene();
  const { done: found, tell } = holdNext(server.services.store.rooms, "room");
  const second = rest.call("DELETE", path, { token: ada.token });
  await found;
  await rest.ok("DELETE", path, { token: ada.token });
  tell();
  expect((await second).status).toBe(404);
});

test("a direct room that is deleted while it is opened says nothing more", async () => {
  const { ada, ben } = await scene();
  const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms/direct", {
    token: ada.token,
    body: { user_id: ben.user.id },
  });
  await ben.socket.next("room_added", {});
  const { done: found, tell } = holdNext(server.services.store.rooms, "membership");
  const ref = ben.socket.sendRef({ action: "open_room", room_id: room.id, members: true });
  await found;
  await rest.ok("DELETE", `/api/admin/rooms/${room.id}`, { token: await adminToken(rest) });
  tell();
  expect(await ben.socket.answer(ref)).toMatchObject({ event: "error", code: "not_found" });
  expect(ben.socket.of(room.id).at(-1)).toBe("room_deleted");
});

test("whoever is kicked while they leave is told one of the two", async () => {
  const { ben, roomId, kick, over } = await scene();
  const { done: found, tell } = holdNext(server.services.store.rooms, "membership");
  const ref = ben.socket.sendRef({ action: "leave_room", room_id: roomId });
  await found;
  await kick();
  tell();
  expect(await ben.socket.answer(ref)).toMatchObject({ event: "error", code: "forbidden" });
  await over();
});

test("of two changes of a role the later holds, whichever is read last", async () => {
  const { ada, ben, path, roomId } = await scene();
  const { seq } = await ada.socket.do("send_message", { room_id: roomId, content: "stays" }, "ack");
  const setRole = (role: string) =>
    rest.ok("PATCH", `${path}/members/${ben.user.id}`, { token: ada.token, body: { role } });
  const { rooms } = server.services.store;
  await ada.socket.do("open_room", { room_id: roomId, members: true }, "presence_state");
  const changed = holdNext(rooms, "setRole");
  const first = setRole("moderator");
  await changed.done;
  const read = holdNext(rooms, "membership");
  changed.tell();
  await read.done;
  await setRole("member");
  read.tell();
  await first;
  await ben.socket.refused("forbidden", { action: "delete_message", room_id: roomId, seq });
  await ada.socket.fence();
  expect(ada.socket.seen("member_changed").at(-1)).toMatchObject({ role: "member" });
});

test.each(["send_message", "open_room"] as const)(
  "who has joined elsewhere a moment ago is told of the room before the answer to %s, and once",
  async (action) => {
    const { ben, phone, roomId, path, kick } = await scene();
    await kick();
    await ben.socket.next("room_removed");
    const { asked: joined, go } = keepNextWaiting(server.services.store.rooms, "markRead");
    const joining = rest.ok("POST", `${path}/join`, { token: ben.token });
    await joined;
    const answer = await ben.socket.ask({
      action,
      room_id: roomId,
      ...(action === "send_message" && { content: "here I am" }),
    });
    expect(answer.event).toBe(action === "send_message" ? "ack" : "presence_state");
    await ben.socket.next("room_added", {});
    go();
    await joining;
    for (const { socket } of [ben, phone]) {
      await socket.fence();
      expect(socket.of(roomId).filter((name) => name === "room_removed")).toHaveLength(1);
      expect(socket.faults).toEqual([]);
    }
    expect(ben.socket.of(roomId).filter((name) => name === "room_added")).toHaveLength(1);
  },
);

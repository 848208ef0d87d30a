import { afterAll, beforeAll, expect, test } from "vitest";
import { StoreUnavailable } from "../../src/ports/store/store.ts";
import type { Member, Room } from "../../src/protocol/rooms.ts";
import { type Identity, PASSWORD, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { Connection } from "../realtime/connection.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let ben: Identity;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  ben = await register(rest, "ben");
});
afterAll(() => server[Symbol.asyncDispose]());

const ownerOfThree = async (username: string) => {
  const owner = await register(rest, username);
  const rooms: Room[] = [];
  for (let i = 0; i < 3; i++) {
    const body = { name: `${username} ${i}`, kind: "public" };
    const { token } = owner;
    const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body });
    await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: ben.token });
    rooms.push(room);
  }
  return { owner, rooms };
};
const membersOf = async ({ id }: Room) => {
  const path = `/api/rooms/${id}/members`;
  const { members } = await rest.ok<{ members: Member[] }>("GET", path, { token: ben.token });
  return members.map(({ user, role }) => [user.id, role]);
};
const remove = ({ token }: Identity) =>
  rest.call("DELETE", "/api/auth/me", { token, body: { password: PASSWORD } });

/** The store does that to the second room that is left, once. */
const failSecond = (failure: Error): void => {
  const { rooms } = server.store;
  const { removeMember } = rooms;
  let left = 0;
  rooms.removeMember = async (...of) => {
    left += 1;
    if (left < 2) return removeMember.apply(rooms, of);
    rooms.removeMember = removeMember;
    throw failure;
  };
};

test("who deletes their account leaves all rooms, though the store is away in the midst of it", async () => {
  const { owner, rooms } = await ownerOfThree("ada");
  failSecond(new StoreUnavailable("failing over"));
  expect((await remove(owner)).status).toBe(204);
  await until("all rooms are left", async () => {
    const members = await Promise.all(rooms.map(membersOf));
    return members.every((of) => of.length === 1) || undefined;
  });
  for (const room of rooms) expect(await membersOf(room)).toEqual([[ben.user.id, "owner"]]);
});

test("where the server did not get to it, a sweep does, and direct rooms stay with the other", async () => {
  const { owner, rooms } = await ownerOfThree("cleo");
  const opened = { token: owner.token, body: { user_id: ben.user.id } };
  const direct = await rest.ok<{ room: Room }>("POST", "/api/rooms/direct", opened);
  failSecond(new Error("as if the process had ended"));
  expect((await remove(owner)).status).toBe(500);
  expect((await Promise.all(rooms.map(membersOf))).flat()).toHaveLength(5);
  await server.services.removal.sweep();
  for (const room of rooms) expect(await membersOf(room)).toEqual([[ben.user.id, "owner"]]);
  expect(await membersOf(direct.room)).toHaveLength(2);
  expect(await server.store.accounts.leavingUsers(1)).toEqual([]);
});

test("an admin who deletes their account is told of as they are listed: without that role", async () => {
  const { owner, rooms } = await ownerOfThree("dora");
  await rest.ok("PATCH", `/api/admin/users/${owner.user.id}`, {
    token: await adminToken(rest),
    body: { role: "admin" },
  });
  const socket = await Connection.dial(server.url);
  await socket.do("authenticate", { token: ben.token }, "authenticated");
  await rest.ok("POST", `/api/rooms/${rooms[0]?.id}/messages`, {
    token: owner.token,
    body: { content: "farewell" },
  });
  expect((await remove(owner)).status).toBe(204);
  const { user } = await socket.next("user_updated");
  expect(user).toMatchObject({ id: owner.user.id, display_name: "deleted user", role: "user" });
  socket.socket.terminate();
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../src/core/caller.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { Member, Room, RoomSummary } from "../../src/protocol/rooms.ts";
import { guest, type Identity, Rest, register } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

let server: HttpServer;
let rest: Rest;
let ada: Identity;
let ben: Identity;
let cleo: Identity;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  ada = await register(rest, "ada");
  ben = await register(rest, "ben");
  cleo = await register(rest, "cleo");
});
afterAll(() => server[Symbol.asyncDispose]());

let names = 0;
const create = async (by: Identity, kind: string, name = `room ${++names}`): Promise<Room> => {
  const body = { name, kind };
  return (await rest.ok<{ room: Room }>("POST", "/api/rooms", { token: by.token, body })).room;
};
const status = async (by: Identity, method: string, path: string, body?: object) =>
  (await rest.call(method, path, { token: by.token, body })).status;
const roomsOf = async ({ token }: Identity): Promise<RoomSummary[]> =>
  (await rest.ok<{ rooms: RoomSummary[] }>("GET", "/api/rooms", { token })).rooms;
const say = (by: Identity, room: Room, content: string) =>
  rest.ok<{ entry: { seq: number; n: number } }>("POST", `/api/rooms/${room.id}/messages`, {
    token: by.token,
    body: { content },
  });

describe("rooms", () => {
  it("have unique names without regard to case, private ones apart", async () => {
    await create(ada, "public", "Straße");
    expect(await status(ben, "POST", "/api/rooms", { name: "STRASSE", kind: "public" })).toBe(409);
    expect(await status(ben, "POST", "/api/rooms", { name: "strasse", kind: "ephemeral" })).toBe(
      409,
    );
    expect(await status(ben, "POST", "/api/rooms", { name: "Straße", kind: "private" })).toBe(201);
  });

  it.each([
    [{ name: "x", kind: "direct" }],
    [{ name: "", kind: "public" }],
    [{ name: "   ", kind: "public" }],
    [{ name: "x".repeat(65), kind: "public" }],
    [{ name: "x".repeat(17), kind: "ephemeral" }],
    [{ name: "two\nlines", kind: "public" }],
    [{ name: "x", kind: "public", topic: "t".repeat(257) }],
    [{ name: "x" }],
  ])("are not made of %j", async (body) => {
    expect(await status(ada, "POST", "/api/rooms", body)).toBe(400);
  });

  it("tell who made them, and one's own place in them", async () => {
    const body = { name: "described", kind: "public", topic: "all" };
    const { token } = ada;
    const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body });
    expect(room).toEqual({
      id: room.id,
      name: "described",
      kind: "public",
      topic: "all",
      created_by: ada.user.id,
      created_at: room.created_at,
      members: 1,
      online: 0,
      my_role: "owner",
      muted: false,
      pinned: false,
    });
    const seen = await rest.ok<{ room: Room }>("GET", `/api/rooms/${room.id}`, {
      token: ben.token,
    });
    expect(seen.room).not.toHaveProperty("my_role");
    expect(seen.room).not.toHaveProperty("muted");
  });

  it("are changed, and the change stands in the log", async () => {
    const room = await create(ada, "public");
    const { token } = ada;
    const path = `/api/rooms/${room.id}`;
    const changed = await rest.ok<{ room: Room }>("PATCH", path, {
      token,
      body: { name: "renamed", topic: "new" },
    });
    expect(changed.room).toMatchObject({ name: "renamed", topic: "new" });
    const log = await rest.ok<{ entries: object[] }>("GET", `${path}/entries`, { token });
    expect(log.entries.at(-1)).toMatchObject({ event: "room", name: "renamed", topic: "new" });
  });

  it("count what is unread exactly", async () => {
    const room = await create(ada, "public");
    await say(ada, room, "before ben");
    await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: ben.token });
    const find = async (who: Identity) => (await roomsOf(who)).find(({ id }) => id === room.id);
    expect(await find(ben)).toMatchObject({ unread: 0, unread_mentions: 0 });
    await say(ada, room, "one");
    const { entry } = await say(ada, room, "two for @ben");
    expect(await find(ben)).toMatchObject({
      unread: 2,
      unread_mentions: 1,
      last_message: { seq: entry.seq, excerpt: "two for @ben", sender: { id: ada.user.id } },
    });
    expect(await find(ada)).toMatchObject({ unread: 0 });
    const read = (seq: number) =>
      rest.ok("PUT", `/api/rooms/${room.id}/read`, { token: ben.token, body: { seq } });
    expect(await read(entry.seq - 1)).toMatchObject({ read: { seq: entry.seq - 1 } });
    expect(await find(ben)).toMatchObject({ unread: 1, unread_mentions: 1 });
    expect(await read(1)).toMatchObject({ read: { seq: entry.seq - 1 } });
    expect(await read(9_999)).toEqual({ read: { seq: entry.seq, n: entry.n } });
    expect(await find(ben)).toMatchObject({ unread: 0, unread_mentions: 0 });
  });

  it("are muted and pinned by each for themselves", async () => {
    const room = await create(ada, "public");
    const path = `/api/rooms/${room.id}/me`;
    const { token } = ada;
    const mine = await rest.ok<{ room: Room }>("PATCH", path, { token, body: { muted: true } });
    expect(mine.room).toMatchObject({ muted: true, pinned: false });
    const again = await rest.ok<{ room: Room }>("PATCH", path, { token, body: { pinned: true } });
    expect(again.room).toMatchObject({ muted: true, pinned: true });
  });

  it("are discovered in pages, with what can be joined alone", async () => {
    const own = await create(ada, "private", "discover private");
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.push((await create(ada, "public", `Discover ${i}`)).id);
    const found: string[] = [];
    let cursor = "";
    do {
      const page = await rest.ok<{ rooms: Room[]; next_cursor?: string }>(
        "GET",
        `/api/rooms/discover?query=dISCOVER&limit=2${cursor}`,
        { token: ben.token },
      );
      expect(page.rooms.length).toBeLessThanOrEqual(2);
      found.push(...page.rooms.map((room) => room.id));
      cursor =
        page.next_cursor === undefined ? "" : `&cursor=${encodeURIComponent(page.next_cursor)}`;
    } while (cursor !== "");
    expect(found.toSorted()).toEqual(made.toSorted());
    expect(found).not.toContain(own.id);
  });

  it("go with all that was in them", async () => {
    const room = await create(ada, "public", "short-lived");
    expect(await status(ada, "DELETE", `/api/rooms/${room.id}`)).toBe(204);
    expect(await status(ada, "GET", `/api/rooms/${room.id}`)).toBe(404);
    expect((await roomsOf(ada)).some(({ id }) => id === room.id)).toBe(false);
    await create(ben, "public", "short-lived");
  });
});

describe("direct rooms", () => {
  it("are one for a pair, named after the other", async () => {
    const open = (by: Identity, other: Identity) =>
      rest.call<{ room: Room }>("POST", "/api/rooms/direct", {
        token: by.token,
        body: { user_id: other.user.id },
      });
    const [one, two] = await Promise.all([open(ada, ben), open(ben, ada)]);
    expect([one.status, two.status].toSorted()).toEqual([200, 201]);
    expect(one.body.room.id).toBe(two.body.room.id);
    expect(one.body.room).toMatchObject({
      kind: "direct",
      name: "ben",
      peer: { id: ben.user.id, display_name: "ben" },
      members: 2,
    });
    expect(two.body.room.name).toBe("ada");
    const path = `/api/rooms/${one.body.room.id}`;
    expect(await status(ada, "POST", `${path}/leave`)).toBe(403);
    expect(await status(ada, "DELETE", path)).toBe(403);
    expect(await status(cleo, "GET", path)).toBe(404);
    expect(await status(cleo, "POST", `${path}/join`)).toBe(404);
  });

  it("are not had with oneself, with guests, nor with nobody", async () => {
    const visitor = await guest(rest);
    const open = (by: Identity, user_id: string) =>
      status(by, "POST", "/api/rooms/direct", { user_id });
    expect(await open(ada, ada.user.id)).toBe(400);
    expect(await open(ada, visitor.user.id)).toBe(403);
    expect(await open(visitor, ada.user.id)).toBe(403);
    expect(await open(ada, "nobody")).toBe(404);
  });
});

describe("a user's 1,000 rooms", () => {
  it("hold in whatever way they would come into another, also by somebody else", async () => {
    const full = await register(rest, "full");
    const caller: Caller = { user: full.user, sessionId: "", audience: "chat" };
    for (let i = 0; i < LIMITS.roomsPerUser; i++) {
      await server.services.rooms.create(caller, { name: `full ${i}`, kind: "private" });
    }
    const refused = async (by: Identity, path: string, body: object) => {
      const answer = await rest.call<{ error: { message: string } }>("POST", path, {
        token: by.token,
        body,
      });
      expect(answer).toMatchObject({ status: 409, body: { error: { code: "conflict" } } });
      return answer.body.error.message;
    };
    const hidden = await create(ada, "private");
    const open = await create(ada, "public");
    const user_id = full.user.id;
    expect(await refused(ada, "/api/rooms/direct", { user_id })).toMatch(/^They are/);
    expect(await refused(ada, `/api/rooms/${hidden.id}/members`, { user_id })).toMatch(/^They are/);
    await refused(full, "/api/rooms/direct", { user_id: ada.user.id });
    await refused(full, `/api/rooms/${open.id}/join`, {});
    await refused(full, "/api/rooms", { name: "one more", kind: "private" });
    expect(await roomsOf(full)).toHaveLength(LIMITS.roomsPerUser);
  });
});

describe("members", () => {
  it("come by invitation into private rooms, and go by a kick", async () => {
    const room = await create(ada, "private");
    const path = `/api/rooms/${room.id}/members`;
    const added = await rest.call<{ member: Member }>("POST", path, {
      token: ada.token,
      body: { user_id: ben.user.id },
    });
    expect(added).toMatchObject({
      status: 201,
      body: { member: { user: { id: ben.user.id }, role: "member", online: false } },
    });
    const { members } = await rest.ok<{ members: Member[] }>("GET", path, { token: ben.token });
    expect(members.map((member) => member.user.id)).toEqual([ada.user.id, ben.user.id]);
    expect(await status(ben, "DELETE", `${path}/${ada.user.id}`)).toBe(403);
    expect(await status(ada, "DELETE", `${path}/${ada.user.id}`)).toBe(403);
    expect(await status(ada, "DELETE", `${path}/${ben.user.id}`)).toBe(204);
    expect(await status(ben, "GET", path)).toBe(404);
    expect(await status(ada, "DELETE", `${path}/${ben.user.id}`)).toBe(404);
  });

  it("hand the room on when its last owner leaves", async () => {
    const room = await create(ada, "public");
    const path = `/api/rooms/${room.id}`;
    for (const who of [ben, cleo]) await rest.ok("POST", `${path}/join`, { token: who.token });
    const body = { role: "moderator" };
    await rest.ok("PATCH", `${path}/members/${cleo.user.id}`, { token: ada.token, body });
    expect(await status(cleo, "PATCH", `${path}/members/${ben.user.id}`, body)).toBe(403);
    expect(await status(ada, "POST", `${path}/leave`)).toBe(204);
    const { room: seen } = await rest.ok<{ room: Room }>("GET", path, { token: cleo.token });
    expect(seen.my_role).toBe("owner");
    expect(await status(ada, "POST", `${path}/leave`)).toBe(403);
  });
});

describe("a room without a topic", () => {
  it("has none in any answer, whether it never had one or was rid of it", async () => {
    const body = { name: "topics", kind: "public", topic: "" };
    const { token } = ada;
    const made = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body });
    const path = `/api/rooms/${made.room.id}`;
    await rest.ok("PATCH", path, { token, body: { topic: "for now" } });
    const patched = await rest.ok<{ room: Room }>("PATCH", path, { token, body: { topic: "" } });
    const card = await rest.ok<{ room: Room }>("GET", path, { token });
    const found = await rest.ok<{ rooms: Room[] }>("GET", "/api/rooms/discover?query=topics", {
      token: ben.token,
    });
    const listed = (await roomsOf(ada)).filter(({ id }) => id === made.room.id);
    const all = [made.room, patched.room, card.room, ...found.rooms, ...listed];
    expect(all).toHaveLength(5);
    for (const room of all) expect(room).not.toHaveProperty("topic");
    const log = await rest.ok<{ entries: object[] }>("GET", `${path}/entries`, { token });
    expect(log.entries.at(-1)).toMatchObject({ event: "room", topic: "" });
  });
});

it("a room whose name is taken costs a guest not the room that they are in", async () => {
  const visitor = await guest(rest, "visitor");
  const mine = await create(visitor, "ephemeral");
  const { name } = await create(ada, "public", "taken");
  expect(await status(visitor, "POST", "/api/rooms", { name, kind: "ephemeral" })).toBe(409);
  expect((await roomsOf(visitor)).map(({ id }) => id)).toEqual([mine.id]);
});

it("guests are in one ephemeral room at a time, and in no other kind", async () => {
  const visitor = await guest(rest, "visitor");
  const first = await create(ada, "ephemeral", "first");
  const second = await create(ben, "ephemeral", "second");
  expect(first.expires_at).toBeGreaterThan(server.clock.now());
  const open = await create(ada, "public");
  expect(await status(visitor, "POST", `/api/rooms/${open.id}/join`)).toBe(403);
  expect(await status(visitor, "GET", `/api/rooms/${open.id}`)).toBe(403);
  for (const kind of ["public", "private"]) {
    expect(await status(visitor, "POST", "/api/rooms", { name: "mine", kind })).toBe(403);
  }
  expect(await status(visitor, "POST", `/api/rooms/${first.id}/join`)).toBe(200);
  expect(await status(visitor, "POST", `/api/rooms/${second.id}/join`)).toBe(200);
  expect((await roomsOf(visitor)).map((room) => room.id)).toEqual([second.id]);
});

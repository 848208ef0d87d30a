import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdminRoom } from "../../src/protocol/admin-entities.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { type Identity, Rest, register } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let token: string;
let anna: Identity;
let bob: Identity;
const made: Record<string, Room> = {};

const create = async (name: string, kind: string, more: object = {}): Promise<Room> => {
  const body = { name, kind, ...more };
  const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token: anna.token, body });
  made[name] = room;
  return room;
};
const page = (query: string) =>
  rest.ok<{ rooms: AdminRoom[]; next_cursor?: string }>("GET", `/api/admin/rooms?${query}`, {
    token,
  });
/** All of them, by pages of `limit`. */
const list = async (query: string, limit = 100): Promise<AdminRoom[]> => {
  const rooms: AdminRoom[] = [];
  let cursor = "";
  do {
    const { rooms: some, next_cursor: next } = await page(`${query}&limit=${limit}${cursor}`);
    expect(some.length).toBeLessThanOrEqual(limit);
    rooms.push(...some);
    cursor = next === undefined ? "" : `&cursor=${encodeURIComponent(next)}`;
  } while (cursor !== "");
  return rooms;
};
const names = async (query: string, limit?: number): Promise<string[]> =>
  (await list(query, limit)).map(({ name }) => name);

beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  token = await adminToken(rest);
  anna = await register(rest, "anna");
  bob = await register(rest, "bob");
  await create("Straße", "private");
  await create("alpha", "public", { topic: "first" });
  await create("Beta", "public");
  await create("brief", "ephemeral");
  const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms/direct", {
    token: anna.token,
    body: { user_id: bob.user.id },
  });
  made["anna, bob"] = room;
  await rest.ok("POST", `/api/rooms/${made["Beta"]?.id}/join`, { token: bob.token });
  server.clock.advance(5_000);
  await rest.ok("POST", `/api/rooms/${made["alpha"]?.id}/messages`, {
    token: anna.token,
    body: { content: "hello" },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

describe("all rooms", () => {
  it("are there for admins, private and direct ones too, with the ends of their logs", async () => {
    const rooms = await list("sort=name");
    expect(rooms.map(({ name }) => name)).toEqual([
      "anna, bob",
      "alpha",
      "Beta",
      "brief",
      "Straße",
    ]);
    const { id = "", created_at } = made["alpha"] ?? {};
    expect(rooms[1]).toEqual({
      id,
      name: "alpha",
      kind: "public",
      topic: "first",
      created_by: anna.user.id,
      created_at,
      members: 1,
      online: 0,
      last_seq: 1,
      last_active_at: rooms[1]?.last_active_at,
      messages_per_min: 1,
      spread: [],
    });
    expect(rooms[1]?.last_active_at).toBeGreaterThanOrEqual((created_at ?? 0) + 5_000);
    const one = await rest.ok("GET", `/api/admin/rooms/${id}`, { token });
    expect(one).toEqual({ room: rooms[1] });
    expect(rooms.find(({ name }) => name === "brief")).toHaveProperty("expires_at");
  });

  it.each([
    ["name", ["anna, bob", "alpha", "Beta", "brief", "Straße"]],
    ["-name", ["Straße", "brief", "Beta", "alpha", "anna, bob"]],
    ["created_at", ["Straße", "alpha", "Beta", "brief", "anna, bob"]],
    ["-created", ["anna, bob", "brief", "Beta", "alpha", "Straße"]],
  ])("are sorted by %s, in pages of any size", async (sort, expected) => {
    for (const limit of [1, 2, 3, 100])
      expect(await names(`sort=${sort}`, limit)).toEqual(expected);
  });

  it("are sorted by activity, and by members", async () => {
    expect((await names("", 2))[0]).toBe("alpha");
    expect(await names("query=&sort=")).toEqual(await names(""));
    expect((await names("sort=active")).at(-1)).toBe("alpha");
    const members = (await list("sort=-members", 2)).map((room) => room.members);
    expect(members).toEqual([2, 2, 1, 1, 1]);
  });

  it("are sorted by who is online, over the border of those that nobody is in", async () => {
    const { presence } = server.services;
    const at = (name: string) => made[name]?.id ?? "";
    for (const user of ["u1", "u2", "u3"]) {
      presence.enter(at("brief"), { id: user, display_name: user }, `c-${user}`);
    }
    presence.enter(at("Straße"), { id: "u1", display_name: "u1" }, "c-u1");
    for (const limit of [1, 2, 3, 4, 100]) {
      const busiest = await list("sort=-online", limit);
      expect(busiest.map(({ online }) => online)).toEqual([3, 1, 0, 0, 0]);
      expect(new Set(busiest.map(({ id }) => id)).size).toBe(5);
      const quietest = await list("sort=online", limit);
      expect(quietest.map(({ online }) => online)).toEqual([0, 0, 0, 1, 3]);
    }
    expect(await names("sort=-online&query=a", 1)).toEqual([
      "Straße",
      ...(await names("sort=-online&query=a")).slice(1),
    ]);
    for (const user of ["u1", "u2", "u3"]) presence.leave(at("brief"), user, `c-${user}`);
    presence.leave(at("Straße"), "u1", "c-u1");
  });

  it("are sorted by messages in the last minute, over the border of those without any", async () => {
    const say = (name: string, content: string) =>
      rest.ok("POST", `/api/rooms/${made[name]?.id}/messages`, {
        token: anna.token,
        body: { content },
      });
    server.clock.advance(60_000);
    for (const content of ["one", "two", "three"]) await say("Straße", content);
    await say("Beta", "one");
    for (const limit of [1, 2, 3, 100]) {
      const busiest = await list("sort=-busy", limit);
      expect(busiest.map((room) => room.messages_per_min)).toEqual([3, 1, 0, 0, 0]);
      expect(busiest.slice(0, 2).map(({ name }) => name)).toEqual(["Straße", "Beta"]);
      const quietest = await list("sort=messages_per_min", limit);
      expect(quietest.map((room) => room.messages_per_min)).toEqual([0, 0, 0, 1, 3]);
    }
    server.clock.advance(60_000);
    expect((await list("sort=-busy")).map((room) => room.messages_per_min)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  it("are found by a part of the name without regard to case, by id and by kind", async () => {
    expect(await names("sort=name&query=STRASSE")).toEqual(["Straße"]);
    expect(await names("sort=name&query=B")).toEqual(["Beta", "brief"]);
    expect(await names(`query=${made["Beta"]?.id}`)).toEqual(["Beta"]);
    expect(await names("sort=name&kind=public", 1)).toEqual(["alpha", "Beta"]);
    expect(await names("kind=direct")).toEqual(["anna, bob"]);
    expect(await names("query=nothing")).toEqual([]);
    expect(await names("query=%25")).toEqual([]);
  });

  it.each(["sort=colour", "kind=odd", "limit=0", "cursor=x", "name=alpha"])(
    "refuse %s",
    async (query) => {
      const answer = await rest.call("GET", `/api/admin/rooms?${query}`, { token });
      expect(answer.status).toBe(400);
    },
  );
});

describe("one room", () => {
  it("shows its members and its log to an admin who is not in it", async () => {
    const path = `/api/admin/rooms/${made["Beta"]?.id}`;
    const { members } = await rest.ok<{ members: { user: { id: string } }[] }>(
      "GET",
      `${path}/members`,
      { token },
    );
    expect(members.map(({ user }) => user.id)).toEqual([anna.user.id, bob.user.id]);
    const log = await rest.ok("GET", `/api/admin/rooms/${made["alpha"]?.id}/messages?before=9`, {
      token,
    });
    expect(log).toMatchObject({
      messages: [{ content: "hello" }],
      tip: { seq: 1, n: 1 },
      has_before: false,
      has_after: false,
    });
  });

  it.each(["", "/members", "/messages"])("that is not there is not found: %s", async (path) => {
    const id = "01900000-0000-7000-8000-000000000000";
    const answer = await rest.call("GET", `/api/admin/rooms/${id}${path}`, { token });
    expect(answer.status).toBe(404);
  });
});

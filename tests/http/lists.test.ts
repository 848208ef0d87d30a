import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../../src/protocol/rest/routes.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { guest, type Identity, login, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

const MEMBERS = 7;

let server: HttpServer;
let rest: Rest;
let ada: Identity;
let people: Identity[];
let admin: string;
let room: Room;
let roomIds: string[];

beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  ada = await register(rest, "ada");
  admin = await adminToken(rest);
  const { token } = ada;
  const body = { name: "all of us", kind: "public" };
  room = (await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body })).room;
  people = [];
  roomIds = [];
  for (let i = 0; i < MEMBERS; i++) {
    const person = await register(rest, `listed-${i}`);
    people.push(person);
    await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: person.token });
    await rest.ok("PUT", `/api/users/${person.user.id}/block`, { token });
    await rest.ok("POST", `/api/rooms/${room.id}/invites`, { token, body: {} });
    const announcement = { text: `number ${i}` };
    await rest.ok("POST", "/api/admin/announcements", { token: admin, body: announcement });
    await rest.ok("POST", "/api/admin/bans", { token: admin, body: { ip: `192.0.2.${i}` } });
    const said = { token, body: { content: "findme" } };
    const { entry } = await rest.ok<{ entry: { seq: number } }>(
      "POST",
      `/api/rooms/${room.id}/messages`,
      said,
    );
    const report = { room_id: room.id, seq: entry.seq, reason: "found" };
    await rest.ok("POST", "/api/reports", { token, body: report });
    await login(rest, "ada");
    const named = { name: `discovered ${i}`, kind: i % 2 === 0 ? "public" : "ephemeral" };
    const made = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body: named });
    roomIds.push(made.room.id);
  }
});
afterAll(() => server[Symbol.asyncDispose]());

interface List {
  readonly path: () => string;
  readonly token: () => string;
  /** How many there are, of which each is `shown` by an identifier of its own. */
  readonly length: number;
  readonly field: string;
  readonly shown: (item: never) => unknown;
}

const list = (
  path: string | (() => string),
  field: string,
  length: number,
  shown: (item: never) => unknown,
): List => {
  const pathNow = () => (typeof path === "string" ? path : path());
  const token = () => (pathNow().startsWith("/api/admin") ? admin : ada.token);
  return { path: pathNow, token, length, field, shown };
};
const byId = ({ id }: { id: string }): string => id;

const LISTS: Readonly<Record<string, List>> = {
  sessions: list("/api/auth/sessions", "sessions", MEMBERS + 1, byId),
  blocked: list("/api/users/blocked", "users", MEMBERS, byId),
  searchUsers: list("/api/users/search?q=listed", "users", MEMBERS, byId),
  discoverRooms: list("/api/rooms/discover?query=discovered", "rooms", MEMBERS, byId),
  members: list(
    () => `/api/rooms/${room.id}/members`,
    "members",
    MEMBERS + 1,
    ({ user }: { user: { id: string } }) => user.id,
  ),
  invites: list(
    () => `/api/rooms/${room.id}/invites`,
    "invites",
    MEMBERS,
    ({ code }: { code: string }) => code,
  ),
  search: list(
    "/api/search?q=findme",
    "hits",
    MEMBERS,
    ({ message }: { message: { seq: number } }) => message.seq,
  ),
  users: list("/api/admin/users?query=listed", "users", MEMBERS, byId),
  bans: list("/api/admin/bans", "bans", MEMBERS, byId),
  reports: list("/api/admin/reports", "reports", MEMBERS, byId),
  adminRooms: list("/api/admin/rooms?query=discovered", "rooms", MEMBERS, byId),
  adminRoomMembers: list(
    () => `/api/admin/rooms/${room.id}/members`,
    "members",
    MEMBERS + 1,
    ({ user }: { user: { id: string } }) => user.id,
  ),
  audit: list("/api/admin/audit?action=ban.create", "audit", MEMBERS, byId),
  announcements: list("/api/admin/announcements", "announcements", MEMBERS, byId),
  servers: list(
    "/api/admin/servers",
    "servers",
    1,
    ({ server_id }: { server_id: string }) => server_id,
  ),
};
const names = Object.keys(LISTS);
const listOf = (name: string): List => {
  const found = LISTS[name];
  if (found === undefined) throw new Error(`no list ${name}`);
  return found;
};

const withQuery = (path: string, query: string): string =>
  `${path}${path.includes("?") ? "&" : "?"}${query}`;

interface Page {
  readonly shown: unknown[];
  readonly next: string | undefined;
}
const pageOf = async ({ path, token, field, shown }: List, query: string): Promise<Page> => {
  // The index of search has two seconds for what is asked, which may not do on a busy machine.
  const body = await until("an answer", async () => {
    const answer = await rest.call<Record<string, never[]> & { next_cursor?: string }>(
      "GET",
      withQuery(path(), query),
      { token: token() },
    );
    if (answer.status === 503) return undefined;
    expect(answer.status).toBe(200);
    return answer.body;
  });
  return { shown: (body[field] ?? []).map(shown), next: body.next_cursor };
};

it("every list that pages is tested here, but for connections, which have tests of their own", () => {
  const paged = Object.entries(ROUTES)
    .filter(([, route]) => "query" in route && "entries" in route.query)
    .filter(([, route]) => "query" in route && "cursor" in Reflect.get(route.query, "entries"))
    .map(([name]) => name);
  expect(paged.toSorted()).toEqual([...names, "clients"].toSorted());
});

describe.each(names)("the list %s", (name) => {
  it("is shown to its end, each item once, however long the pages", async () => {
    const all = listOf(name);
    for (const limit of [1, 3, all.length, all.length + 1]) {
      const seen: unknown[] = [];
      let query = `limit=${limit}`;
      for (;;) {
        const page = await pageOf(all, query);
        expect(page.shown.length).toBeLessThanOrEqual(limit);
        seen.push(...page.shown);
        if (page.next === undefined) break;
        query = `limit=${limit}&cursor=${encodeURIComponent(page.next)}`;
      }
      expect({ limit, length: seen.length }).toEqual({ limit, length: all.length });
      expect(new Set(seen).size).toBe(all.length);
    }
  });

  it.each(["0", "101", "-1", "1.5", "ten", "", "1e1", "0x10", "%2010", "9".repeat(40)])(
    "refuses limit=%s",
    async (limit) => {
      const { path, token } = listOf(name);
      const answer = await rest.call("GET", withQuery(path(), `limit=${limit}`), {
        token: token(),
      });
      expect(answer).toMatchObject({ status: 400, body: { error: { code: "bad_request" } } });
    },
  );

  it("refuses what it does not know, and what is there twice", async () => {
    const { path, token } = listOf(name);
    for (const query of ["page=2", "limit=5&limit=5", "toString=1", "__proto__=1"]) {
      const answer = await rest.call("GET", withQuery(path(), query), { token: token() });
      expect({ query, status: answer.status }).toEqual({ query, status: 400 });
    }
  });

  it("refuses cursors that it never gave, those of other lists too", async () => {
    const { path, token } = listOf(name);
    const other = listOf(name === "bans" ? "users" : "bans");
    const foreign = (await pageOf(other, "limit=1")).next ?? "";
    const own = (await pageOf(listOf(name), "limit=1")).next ?? "";
    for (const cursor of [
      foreign,
      `${own}x`,
      `${own}=`,
      own.slice(0, 8),
      "",
      "x",
      "0",
      "-1",
      "null",
      "\0",
      "../../etc/passwd",
      "e30",
      "9".repeat(300),
      "\u{1f600}",
      "x".repeat(5_000),
    ]) {
      const query = `cursor=${encodeURIComponent(cursor)}`;
      const answer = await rest.call("GET", withQuery(path(), query), { token: token() });
      expect({ query, status: answer.status }).toEqual({ query, status: 400 });
    }
  });
});

it("GET /api/rooms alone does not page", async () => {
  const answer = await rest.call("GET", "/api/rooms?limit=10", { token: ada.token });
  expect(answer.status).toBe(400);
  const { rooms } = await rest.ok<{ rooms: Room[] }>("GET", "/api/rooms", { token: ada.token });
  expect(rooms.map(({ id }) => id).toSorted()).toEqual([room.id, ...roomIds].toSorted());
});

it("a list that changes while it is paged shows what stayed, once", async () => {
  const { token } = ada;
  const path = "/api/rooms/discover?query=fleeting";
  const make = async (name: string): Promise<string> => {
    const body = { name: `fleeting ${name}`, kind: "public" };
    return (await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body })).room.id;
  };
  const made: string[] = [];
  for (let i = 0; i < 9; i++) made.push(await make(String(i)));
  const fleeting = list(path, "rooms", 9, byId);
  const seen: unknown[] = [];
  const gone: string[] = [];
  let query = "limit=2";
  for (let turn = 0; ; turn++) {
    const page = await pageOf(fleeting, query);
    seen.push(...page.shown);
    if (page.next === undefined) break;
    // One that was shown goes, one that was not yet goes, and new ones come.
    const unseen = made.filter((id) => !seen.includes(id) && !gone.includes(id));
    for (const id of [unseen.at(0), seen.at(-1)]) {
      if (typeof id !== "string" || gone.includes(id)) continue;
      gone.push(id);
      await rest.ok("DELETE", `/api/rooms/${id}`, { token });
    }
    await make(`new ${turn}`);
    query = `limit=2&cursor=${encodeURIComponent(page.next)}`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  const stayed = made.filter((id) => !gone.includes(id));
  expect(stayed.filter((id) => !seen.includes(id))).toEqual([]);
});

it("members who come and go while the list is paged change nothing for the others", async () => {
  const path = list(
    () => `/api/rooms/${room.id}/members`,
    "members",
    0,
    (member: never) => {
      const { user } = member as { user: { id: string } };
      return user.id;
    },
  );
  const first = await pageOf(path, "limit=3");
  const leaving = people[0];
  if (leaving === undefined) throw new Error("nobody leaves");
  await rest.ok("POST", `/api/rooms/${room.id}/leave`, { token: leaving.token });
  const visitor = await register(rest, "latecomer");
  await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: visitor.token });
  const rest2 = await pageOf(path, `cursor=${encodeURIComponent(first.next ?? "")}`);
  const seen = [...first.shown, ...rest2.shown];
  expect(new Set(seen).size).toBe(seen.length);
  for (const { user } of people.slice(1)) expect(seen).toContain(user.id);
  await guest(rest);
});

describe("fixed orders", () => {
  it.each(["users", "bans", "reports", "announcements"])("%s come newest first", async (name) => {
    const { path, token, field } = listOf(name);
    const body = await rest.ok<Record<string, { created_at: number; id: string }[]>>(
      "GET",
      path(),
      { token: token() },
    );
    const keys = (body[field] ?? []).map(({ created_at, id }) => `${created_at} ${id}`);
    expect(keys.length).toBe(MEMBERS);
    expect(keys).toEqual(keys.toSorted().toReversed());
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdminUser, Ban } from "../../src/protocol/admin-entities.ts";
import type { Enforced } from "../../src/protocol/enforcement.ts";
import { guest, type Identity, login, Rest, register } from "../harness/rest.ts";
import { ADMIN, type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let token: string;
beforeAll(async () => {
  server = await startHttpServer({ TRUSTED_PROXIES: "127.0.0.1" });
  rest = new Rest(server.url);
  token = await adminToken(rest);
});
afterAll(() => server[Symbol.asyncDispose]());

let people = 0;
const newcomer = (): Promise<Identity> => register(rest, `person-${++people}`);
const meStatus = async ({ token: own }: Identity): Promise<number> =>
  (await rest.call("GET", "/api/auth/me", { token: own })).status;
const updateUser = (id: string, body: object, as = token) =>
  rest.call<{ user: AdminUser; enforced: Enforced }>("PATCH", `/api/admin/users/${id}`, {
    token: as,
    body,
  });
const ban = (body: object, as = token) =>
  rest.call<{ ban: Ban; enforced: Enforced }>("POST", "/api/admin/bans", { token: as, body });
const lift = (id: string, as = token) =>
  rest.call("DELETE", `/api/admin/bans/${id}`, { token: as });

describe("bans", () => {
  it("of a user shut every door, and open them all again when lifted", async () => {
    const someone = await newcomer();
    const body = { name: `room of ${someone.user.username}`, kind: "private" };
    await rest.ok("POST", "/api/rooms", { token: someone.token, body });
    const banned = await ban({ user_id: someone.user.id, reason: "spam" });
    expect(banned.status).toBe(201);
    expect(banned.body.ban).toMatchObject({ user_id: someone.user.id, reason: "spam" });
    expect(banned.body.enforced).toMatchObject({ confirmed: 1, servers: 1 });

    expect(await meStatus(someone)).toBe(403);
    const refreshed = await rest.call("POST", "/api/auth/refresh", { cookie: someone.cookie });
    expect(refreshed.status).toBe(403);
    await expect(login(rest, someone.user.username ?? "")).rejects.toThrow("403");
    const listed = await rest.ok<{ bans: Ban[] }>("GET", "/api/admin/bans", { token });
    expect(listed.bans).toContainEqual(banned.body.ban);

    expect((await lift(banned.body.ban.id)).status).toBe(204);
    expect((await lift(banned.body.ban.id)).status).toBe(404);
    expect(await meStatus(someone)).toBe(200);
    const { rooms } = await rest.ok<{ rooms: object[] }>("GET", "/api/rooms", {
      token: someone.token,
    });
    expect(rooms).toHaveLength(1);
  });

  it("of a guest's number are of the guest who has it now", async () => {
    const someone = await guest(rest, "visitor");
    const guest_number = someone.user.number ?? 0;
    const free = guest_number === 99_999 ? 10_000 : guest_number + 1;
    expect((await ban({ guest_number: free })).status).toBe(404);
    expect((await ban({ guest_number, ip: "192.0.2.1" })).status).toBe(400);
    const banned = await ban({ guest_number });
    expect(banned.body.ban).toMatchObject({
      user_id: someone.user.id,
      user: { number: guest_number, display_name: "visitor" },
    });
    expect(await meStatus(someone)).toBe(403);
    await lift(banned.body.ban.id);
    expect(await meStatus(someone)).toBe(200);
  });

  it("show on the user, as long as they last", async () => {
    const someone = await newcomer();
    const path = `/api/admin/users/${someone.user.id}`;
    const banned = async () =>
      (await rest.ok<{ user: AdminUser }>("GET", path, { token })).user.banned;
    expect(await banned()).toBeUndefined();
    const made = await ban({ user_id: someone.user.id });
    expect(await banned()).toBe(true);
    const { users } = await rest.ok<{ users: AdminUser[] }>(
      "GET",
      `/api/admin/users?query=${someone.user.id}`,
      { token },
    );
    expect(users).toMatchObject([{ banned: true }]);
    await lift(made.body.ban.id);
    expect(await banned()).toBeUndefined();
  });

  it("end by themselves", async () => {
    const someone = await newcomer();
    const expires_at = server.clock.now() + 60_000;
    expect((await ban({ user_id: someone.user.id, expires_at })).status).toBe(201);
    expect(await meStatus(someone)).toBe(403);
    server.clock.advance(60_001);
    expect(await meStatus(someone)).toBe(200);
    const { bans } = await rest.ok<{ bans: Ban[] }>("GET", "/api/admin/bans", { token });
    expect(bans.some((known) => known.user_id === someone.user.id)).toBe(false);
  });

  it("of addresses count for whoever comes from there, but for the admin who must lift them", async () => {
    const someone = await newcomer();
    const from = (address: string, path: string, init: RequestInit = {}) =>
      fetch(server.url + path, {
        ...init,
        headers: { ...init.headers, "x-forwarded-for": address },
      });
    const me = (address: string) =>
      from(address, "/api/auth/me", { headers: { authorization: `Bearer ${someone.token}` } });
    const banned = await ban({ ip: "2001:DB8::1/32" });
    expect(banned.body.ban.ip).toBe("2001:db8::/32");
    expect((await me("2001:db8:ffff::7")).status).toBe(403);
    expect((await me("2001:db9::7")).status).toBe(200);
    expect((await from("2001:db8::7", "/api/auth/guest", { method: "POST" })).status).toBe(403);
    expect((await from("2001:db8::7", "/api/health")).status).toBe(200);
    const bans = await from("2001:db8::7", "/api/admin/bans", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(bans.status).toBe(200);
    expect((await lift(banned.body.ban.id)).status).toBe(204);
    expect((await me("2001:db8:ffff::7")).status).toBe(200);
  });

  it.each([
    [{}],
    [{ user_id: "x", ip: "192.0.2.1" }],
    [{ ip: "192.0.2.256" }],
    [{ ip: "0.0.0.0/0" }],
    [{ ip: "10.0.0.0/33" }],
    [{ ip: "192.0.2.1", expires_at: 1 }],
    [{ ip: "192.0.2.1", expires_at: 8_640_000_000_000_001 }],
    [{ ip: "192.0.2.1", created_by: "x" }],
  ])("refuse %j", async (body) => {
    expect((await ban(body)).status).toBe(400);
  });

  it("by moderators reach users only", async () => {
    const mod = await newcomer();
    const other = await newcomer();
    const someone = await newcomer();
    await updateUser(mod.user.id, { role: "moderator" });
    await updateUser(other.user.id, { role: "moderator" });
    const credentials = { username: mod.user.username ?? "", password: ADMIN.password };
    const asMod = await adminToken(rest, credentials);
    const admin = await login(rest, ADMIN.username, ADMIN.password);
    expect((await ban({ user_id: other.user.id }, asMod)).status).toBe(403);
    expect((await ban({ user_id: admin.user.id }, asMod)).status).toBe(403);
    expect((await ban({ user_id: mod.user.id }, asMod)).status).toBe(403);
    const banned = await ban({ user_id: someone.user.id }, asMod);
    expect(banned.status).toBe(201);
    expect((await lift(banned.body.ban.id, asMod)).status).toBe(204);
    // A moderator who no longer is one has no more use of the token.
    await updateUser(mod.user.id, { role: "user" });
    expect((await ban({ user_id: someone.user.id }, asMod)).status).toBe(403);
  });
});

describe("users", () => {
  it("that are disabled are shut out until they are enabled again", async () => {
    const someone = await newcomer();
    const disabled = await updateUser(someone.user.id, { disabled: true });
    expect(disabled.body).toMatchObject({
      user: { id: someone.user.id, disabled: true },
      enforced: { confirmed: 1, servers: 1 },
    });
    expect(await meStatus(someone)).toBe(403);
    await expect(login(rest, someone.user.username ?? "")).rejects.toThrow("403");
    await updateUser(someone.user.id, { disabled: false });
    expect(await meStatus(someone)).toBe(200);
  });

  it("keep an admin among them", async () => {
    const admin = await login(rest, ADMIN.username, ADMIN.password);
    for (const change of [{ role: "user" }, { role: "moderator" }, { disabled: true }]) {
      expect((await updateUser(admin.user.id, change)).status).toBe(409);
    }
    const gone = await rest.call("DELETE", "/api/auth/me", {
      token: admin.token,
      body: { password: ADMIN.password },
    });
    expect(gone.status).toBe(409);
  });

  it("without an account have no role, and no code to reset a password", async () => {
    const visitor = await guest(rest);
    expect((await updateUser(visitor.user.id, { role: "admin" })).status).toBe(409);
    const path = `/api/admin/users/${visitor.user.id}/reset_code`;
    expect((await rest.call("POST", path, { token })).status).toBe(409);
  });

  it("were last seen when they last signed in", async () => {
    const someone = await newcomer();
    const lastSeen = async () => {
      const path = `/api/admin/users?query=${someone.user.id}`;
      const { users } = await rest.ok<{ users: AdminUser[] }>("GET", path, { token });
      return users[0]?.last_seen_at ?? 0;
    };
    const before = await lastSeen();
    server.clock.advance(60_000);
    await login(rest, someone.user.username ?? "");
    expect(await lastSeen()).toBeGreaterThanOrEqual(before + 60_000);
  });

  it("are read one by one by their ids, whoever else bears such a name", async () => {
    const someone = await newcomer();
    const { id } = someone.user;
    const copy = await newcomer();
    const renamed = { token: copy.token, body: { display_name: id } };
    await rest.ok("PATCH", "/api/auth/me", renamed);
    const path = `/api/admin/users/${id}`;
    const { user } = await rest.ok<{ user: AdminUser }>("GET", path, { token });
    expect(user).toMatchObject({ id, username: someone.user.username, disabled: false });
    expect((await rest.call("GET", path.slice(0, -1), { token })).status).toBe(404);
    const leaving = { token: someone.token, body: { password: ADMIN.password } };
    await rest.ok("DELETE", "/api/auth/me", leaving);
    expect((await rest.call("GET", path, { token })).status).toBe(404);
  });

  it("are listed in pages, without what is nobody's business", async () => {
    for (let i = 0; i < 5; i++) await guest(rest, "page");
    const seen: AdminUser[] = [];
    let cursor = "";
    do {
      const page = await rest.ok<{ users: AdminUser[]; next_cursor?: string }>(
        "GET",
        `/api/admin/users?query=page&limit=2${cursor}`,
        { token },
      );
      seen.push(...page.users);
      cursor =
        page.next_cursor === undefined ? "" : `&cursor=${encodeURIComponent(page.next_cursor)}`;
    } while (cursor !== "");
    expect(new Set(seen.map((user) => user.id)).size).toBe(5);
    expect(Object.keys(seen[0] ?? {}).toSorted()).toEqual([
      "created_at",
      "disabled",
      "display_name",
      "id",
      "kind",
      "last_seen_at",
      "number",
      "role",
    ]);
  });
});

describe("the dashboard's sign-in", () => {
  it("is for moderators and admins, with a cookie and tokens of its own", async () => {
    const someone = await newcomer();
    const body = { username: someone.user.username, password: ADMIN.password };
    expect((await rest.call("POST", "/api/admin/login", { body })).status).toBe(403);
    const signedIn = await rest.call<{ access_token: string; expires_in: number }>(
      "POST",
      "/api/admin/login",
      { body: ADMIN },
    );
    expect(Object.keys(signedIn.body).toSorted()).toEqual(["access_token", "expires_in"]);
    expect(signedIn.body.expires_in).toBe(600);
    const [cookie = ""] = signedIn.headers.getSetCookie();
    expect(cookie).toMatch(/^crosstalk_admin_refresh=.*Path=\/api\/admin/);
    const [pair = ""] = cookie.split(";");
    const refreshed = await rest.call("POST", "/api/admin/refresh", { cookie: pair });
    expect(refreshed.status).toBe(200);
    const loggedOut = await rest.call("POST", "/api/admin/logout", { cookie: pair });
    expect(loggedOut.status).toBe(204);
    const path = "/api/admin/settings";
    expect((await rest.call("GET", path, { token: signedIn.body.access_token })).status).toBe(401);
  });
});

it("a room is deleted by an admin who is not in it", async () => {
  const owner = await newcomer();
  const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", {
    token: owner.token,
    body: { name: "doomed", kind: "private" },
  });
  const deleted = await rest.call("DELETE", `/api/admin/rooms/${room.id}`, { token });
  expect(deleted).toMatchObject({ status: 200, body: { enforced: { confirmed: 1, servers: 1 } } });
  const card = await rest.call("GET", `/api/rooms/${room.id}`, { token: owner.token });
  expect(card.status).toBe(404);
});

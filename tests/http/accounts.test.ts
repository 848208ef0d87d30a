import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { FoundUser, User } from "../../src/protocol/users.ts";
import { guest, login, PASSWORD, Rest, register } from "../harness/rest.ts";
import { holdNext } from "./hold-next.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

interface ErrorAnswer {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly retry_after_ms?: number;
    readonly issues?: readonly { readonly path: string; readonly message: string }[];
  };
}

let server: HttpServer;
let rest: Rest;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

describe("registering", () => {
  it("folds the username and takes it as the name to show", async () => {
    const { user } = await register(rest, "Ada.Lovelace");
    expect(user).toEqual({
      id: user.id,
      kind: "member",
      username: "ada.lovelace",
      display_name: "ada.lovelace",
      role: "user",
      created_at: user.created_at,
    });
    const again = await rest.call("POST", "/api/auth/register", {
      body: { username: "ADA.lovelace", password: PASSWORD },
    });
    expect(again.status).toBe(409);
  });

  it.each([
    ["ab", "username"],
    ["a".repeat(33), "username"],
    ["with space", "username"],
    ["ünïcode", "username"],
    ["\u212aelvin", "username"],
    ["\u0130stanbul", "username"],
    [" spaced", "username"],
    ["", "username"],
  ])("refuses the username %j and says which field", async (username, path) => {
    const { status, body } = await rest.call<ErrorAnswer>("POST", "/api/auth/register", {
      body: { username, password: PASSWORD },
    });
    expect(status).toBe(400);
    expect(body.error.issues?.map((issue) => issue.path)).toEqual([path]);
  });

  it.each([[8], [256]])("takes passwords of %i characters, which sign in", async (length) => {
    const username = `long-${length}`;
    await register(rest, username, "😀".repeat(length));
    expect((await login(rest, username, "😀".repeat(length))).user.username).toBe(username);
  });

  it.each([
    ["seven77"],
    ["x".repeat(257)],
    ["😀".repeat(4)],
    ["nul\0 inside"],
    ["lone \ud800 surrogate"],
  ])("refuses the password %j, and never repeats it", async (password) => {
    const body = { username: "somebody", password };
    const answer = await rest.call<ErrorAnswer>("POST", "/api/auth/register", { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain(password);
  });

  it("takes names to show of up to 64 code points, and no blank ones", async () => {
    const call = async (username: string, display_name: string) =>
      (
        await rest.call("POST", "/api/auth/register", {
          body: { username, password: PASSWORD, display_name },
        })
      ).status;
    expect(await call("shown-64", "😀".repeat(64))).toBe(201);
    expect(await call("shown-65", "😀".repeat(65))).toBe(400);
    expect(await call("shown-0", "")).toBe(400);
    expect(await call("shown-blank", " \u3000")).toBe(400);
    expect(await call("shown-lines", "two\nlines")).toBe(400);
  });

  it("refuses a role, an id and whatever else it does not know", async () => {
    for (const extra of [{ role: "admin" }, { id: "x" }, { kind: "guest" }, { created_at: 1 }]) {
      const body = { username: "climber", password: PASSWORD, ...extra };
      expect((await rest.call("POST", "/api/auth/register", { body })).status).toBe(400);
    }
    const { token } = await register(rest, "climber");
    const patched = await rest.call("PATCH", "/api/auth/me", { token, body: { role: "admin" } });
    expect(patched.status).toBe(400);
  });

  it("lets only one of many have a name that all want at once", async () => {
    const body = { username: "popular", password: PASSWORD };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => rest.call("POST", "/api/auth/register", { body })),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([
      201, 409, 409, 409, 409, 409,
    ]);
  });
});

describe("signing in", () => {
  it("gives an unknown user and a wrong password the same answer for the same work", async () => {
    await register(rest, "known");
    const attempt = async (username: string) => {
      const before = server.hasher.gauges().total;
      const { status, body } = await rest.call("POST", "/api/auth/login", {
        body: { username, password: "not the password" },
      });
      return { status, body, hashes: server.hasher.gauges().total - before };
    };
    const wrong = await attempt("known");
    expect(wrong).toMatchObject({ status: 401, hashes: 1 });
    expect(await attempt("unknown")).toEqual(wrong);
    expect(await attempt("no valid name at all!")).toEqual(wrong);
  });

  it("finds the account in whatever case it is written", async () => {
    await register(rest, "grace");
    expect((await login(rest, "GRACE")).user.username).toBe("grace");
  });
});

describe("renaming", () => {
  it("shows the last name that was stored, whichever was told last", async () => {
    const { token } = await register(rest, "many-names");
    const body = { name: "of many names", kind: "public" };
    const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", { token, body });
    const messages = `/api/rooms/${room.id}/messages`;
    await rest.ok("POST", messages, { token, body: { content: "hello" } });
    const rename = (display_name: string) =>
      rest.ok<{ user: User }>("PATCH", "/api/auth/me", { token, body: { display_name } });
    const { done: stored, tell } = holdNext(server.store.accounts, "updateUser");
    const first = rename("first");
    await stored;
    await rename("second");
    tell();
    expect((await first).user.display_name, "what holds").toBe("second");
    const page = await rest.ok<{ messages: object[] }>("GET", messages, { token });
    expect(page.messages).toMatchObject([{ sender: { display_name: "second" } }]);
  });
});

describe("guests", () => {
  it("have a number of their own, and a name made of it", async () => {
    const guests = await Promise.all(Array.from({ length: 40 }, () => guest(rest)));
    const numbers = guests.map(({ user }) => user.number ?? 0);
    expect(new Set(numbers).size).toBe(guests.length);
    for (const { user } of guests) {
      expect(user.number).toBeGreaterThanOrEqual(LIMITS.guestNumberMin);
      expect(user.number).toBeLessThanOrEqual(LIMITS.guestNumberMax);
      expect(user).toMatchObject({ kind: "guest", display_name: `Guest ${user.number}` });
      expect(user).not.toHaveProperty("username");
    }
  });

  it("need no body to come", async () => {
    const response = await fetch(`${server.url}/api/auth/guest`, { method: "POST" });
    expect(response.status).toBe(201);
  });

  it("have names of at most 16 characters", async () => {
    const call = (display_name: string) =>
      rest.call("POST", "/api/auth/guest", { body: { display_name } });
    expect((await call("😀".repeat(16))).status).toBe(201);
    expect((await call("😀".repeat(17))).status).toBe(400);
    const { token } = await guest(rest, "short");
    const body = { display_name: "x".repeat(17) };
    const renamed = await rest.call<ErrorAnswer>("PATCH", "/api/auth/me", { token, body });
    expect(renamed.status).toBe(400);
    expect(renamed.body.error.issues?.[0]?.path).toBe("display_name");
  });

  it("are freed with their number after an hour unused, and not before", async () => {
    const { user, token, cookie } = await guest(rest, "forgotten");
    const numbers = async () => await server.services.store.accounts.guestNumbers();
    server.clock.advance(59 * 60_000);
    await server.services.guests.sweep();
    expect(await numbers()).toContain(user.number);
    server.clock.advance(2 * 60_000);
    await server.services.guests.sweep();
    expect(await numbers()).not.toContain(user.number);
    expect((await rest.call("GET", "/api/auth/me", { token })).status).toBe(401);
    expect((await rest.call("POST", "/api/auth/refresh", { cookie })).status).toBe(401);
  });

  it("stay as long as they are used", async () => {
    const { user, cookie } = await guest(rest, "regular");
    server.clock.advance(45 * 60_000);
    expect((await rest.call("POST", "/api/auth/refresh", { cookie })).status).toBe(200);
    server.clock.advance(45 * 60_000);
    await server.services.guests.sweep();
    expect(await server.services.store.accounts.guestNumbers()).toContain(user.number);
  });

  it("become accounts with the same id, name and session", async () => {
    const { user, token, cookie } = await guest(rest, "butterfly");
    const body = { username: "butterfly", password: PASSWORD };
    const upgraded = await rest.call<{ user: User; access_token: string }>(
      "POST",
      "/api/auth/upgrade",
      { token, body },
    );
    expect(upgraded.status).toBe(200);
    expect(upgraded.body.user).toEqual({
      id: user.id,
      kind: "member",
      username: "butterfly",
      display_name: "butterfly",
      role: "user",
      created_at: user.created_at,
    });
    expect((await rest.call("GET", "/api/auth/me", { token })).status).toBe(200);
    expect((await rest.call("POST", "/api/auth/refresh", { cookie })).status).toBe(200);
    expect((await login(rest, "butterfly")).user.id).toBe(user.id);
    const twice = await rest.call("POST", "/api/auth/upgrade", { token, body });
    expect(twice.status).toBe(403);
  });
});

describe("other users", () => {
  it("are found by the beginning of a name, and nothing more is told", async () => {
    const { token, user } = await register(rest, "zelda-the-first");
    const found = async (q: string) => {
      const path = `/api/users/search?q=${encodeURIComponent(q)}`;
      return (await rest.ok<{ users: FoundUser[] }>("GET", path, { token })).users;
    };
    expect(await found("ZELDA")).toEqual([
      { id: user.id, username: "zelda-the-first", display_name: "zelda-the-first" },
    ]);
    expect(await found("elda")).toEqual([]);
    expect(await found("%")).toEqual([]);
  });

  it("can be blocked, and then open and write no direct room", async () => {
    const [me, pest] = [await register(rest, "me-myself"), await register(rest, "pest")];
    const path = `/api/users/${pest.user.id}/block`;
    const opened = { token: pest.token, body: { user_id: me.user.id } };
    const direct = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms/direct", opened);
    expect((await rest.call("PUT", path, { token: me.token })).status).toBe(204);
    expect((await rest.call("PUT", path, { token: me.token })).status).toBe(204);
    const { users } = await rest.ok<{ users: FoundUser[] }>("GET", "/api/users/blocked", {
      token: me.token,
    });
    expect(users.map((user) => user.id)).toEqual([pest.user.id]);
    const message = { token: pest.token, body: { content: "hey" } };
    const messages = `/api/rooms/${direct.room.id}/messages`;
    expect((await rest.call("POST", messages, message)).status).toBe(403);
    expect((await rest.call("POST", "/api/rooms/direct", opened)).status).toBe(403);
    const back = { token: me.token, body: { content: "no" } };
    expect((await rest.call("POST", messages, back)).status).toBe(201);
    expect((await rest.call("DELETE", path, { token: me.token })).status).toBe(204);
    expect((await rest.call("POST", messages, message)).status).toBe(201);
    const self = await rest.call("PUT", `/api/users/${me.user.id}/block`, { token: me.token });
    expect(self.status).toBe(400);
  });
});

it("renames are seen at once, five a minute", async () => {
  await using limited = await startHttpServer({ RATE_LIMITS: "on" });
  const client = new Rest(limited.url);
  const { token } = await register(client, "chameleon");
  const rename = (display_name: string) =>
    client.call<{ user: User }>("PATCH", "/api/auth/me", { token, body: { display_name } });
  for (let i = 1; i <= 5; i++) expect((await rename(`  Colour ${i} `)).status).toBe(200);
  const { user } = await client.ok<{ user: User }>("GET", "/api/auth/me", { token });
  expect(user.display_name).toBe("Colour 5");
  expect((await rename("Colour 6")).status).toBe(429);
});

it("closed doors are closed: REGISTRATION and GUESTS", async () => {
  await using open = await startHttpServer({ GUESTS: "on", REGISTRATION: "closed" });
  const client = new Rest(open.url);
  const credentials = { username: "late", password: PASSWORD };
  const registered = await client.call("POST", "/api/auth/register", { body: credentials });
  expect(registered.status).toBe(403);
  const { token } = await guest(client);
  const upgraded = await client.call("POST", "/api/auth/upgrade", { token, body: credentials });
  expect(upgraded.status).toBe(403);

  await using closed = await startHttpServer({ GUESTS: "off" });
  expect((await new Rest(closed.url).call("POST", "/api/auth/guest", { body: {} })).status).toBe(
    403,
  );
});

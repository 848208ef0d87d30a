import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/protocol/settings.ts";
import { PASSWORD, Rest } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
beforeEach(async () => {
  server = await startHttpServer({ RATE_LIMITS: "on", TRUSTED_PROXIES: "127.0.0.1" });
  server.clock.stop();
});
afterEach(() => server[Symbol.asyncDispose]());

const call = (address: string, path: string, body: object, token?: string): Promise<Response> =>
  fetch(server.url + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": address,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });

const statuses = async (count: number, attempt: (i: number) => Promise<Response>) => {
  const seen: number[] = [];
  for (let i = 0; i < count; i++) {
    const response = await attempt(i);
    await response.arrayBuffer();
    seen.push(response.status);
  }
  return seen;
};

const json = async <T>(response: Response): Promise<T> => {
  const body: unknown = await response.json();
  return body as T;
};

const owner = { username: "owner", password: PASSWORD };
const guess = (address: string) =>
  call(address, "/api/auth/login", { ...owner, password: "guess" });

describe("throttles", () => {
  it("allow ten logins a minute from an address, and say when to come back", async () => {
    expect(await statuses(10, () => guess("192.0.2.1"))).toEqual(Array(10).fill(401));
    const refused = await guess("192.0.2.1");
    expect(refused.status).toBe(429);
    const { error } = await json<{ error: { code: string; retry_after_ms: number } }>(refused);
    expect(error.code).toBe("rate_limited");
    expect(error.retry_after_ms).toBeGreaterThan(50_000);
    expect(error.retry_after_ms).toBeLessThanOrEqual(60_000);
    expect(refused.headers.get("retry-after")).toBe(
      String(Math.ceil(error.retry_after_ms / 1_000)),
    );
    server.clock.advance(error.retry_after_ms);
    // The window has passed; ten wrong guesses at one account from there are still one too many.
    const other = { username: "other", password: "guess" };
    expect((await call("192.0.2.1", "/api/auth/login", other)).status).toBe(401);
  });

  it("don't let a stranger lock the owner out", async () => {
    await call("198.51.100.7", "/api/auth/register", owner);
    await statuses(12, () => guess("203.0.113.1"));
    const login = await call("198.51.100.200", "/api/auth/login", owner);
    expect(login.status).toBe(200);
    // Not even at the owner's own address, where they are signed in.
    await statuses(9, () => guess("198.51.100.7"));
    expect((await call("198.51.100.7", "/api/auth/login", owner)).status).toBe(200);
  });

  it("slow an account down that is guessed at from everywhere, for addresses it does not know", async () => {
    await call("198.51.100.7", "/api/auth/register", owner);
    await statuses(50, (i) => guess(`203.0.113.${i}`));
    // Whoever has to wait does so until then.
    const goOn = server.clock.holdTimers();
    let slowIsIn = false;
    const slow = call("192.0.2.99", "/api/auth/login", owner).finally(() => {
      slowIsIn = true;
    });
    // Each takes as long as that would without a wait.
    for (let logins = 0; logins < 2; logins++) {
      expect((await call("198.51.100.7", "/api/auth/login", owner)).status).toBe(200);
    }
    expect(slowIsIn).toBe(false);
    goOn();
    expect((await slow).status).toBe(200);
  });

  it("refuse an account's eleventh wrong guess from one address, whatever the minute", async () => {
    for (let minute = 0; minute < 2; minute++) {
      expect(await statuses(5, () => guess("192.0.2.1"))).toEqual(Array(5).fill(401));
      server.clock.advance(60_000);
    }
    expect((await guess("192.0.2.1")).status).toBe(429);
    expect((await guess("192.0.2.2")).status).toBe(401);
  });

  it("don't count a password that could not be looked at, of a login or of a caller", async () => {
    const signIn = await call("198.51.100.7", "/api/auth/register", owner);
    const { access_token: token } = await json<{ access_token: string }>(signIn);
    const change = { current_password: PASSWORD, new_password: "another horse" };
    const changing = () => call("192.0.2.1", "/api/auth/password", change, token);
    const { hasher } = server;
    const verify = hasher.verify.bind(hasher);
    hasher.verify = () => Promise.reject(new ProtocolError("unavailable", "The queue is full."));
    for (let minute = 0; minute < 2; minute++) {
      expect(await statuses(10, () => guess("192.0.2.1"))).toEqual(Array(10).fill(503));
      expect(await statuses(10, changing)).toEqual(Array(10).fill(503));
      server.clock.advance(60_000);
    }
    hasher.verify = verify;
    expect(await statuses(10, () => guess("192.0.2.1"))).toEqual(Array(10).fill(401));
    server.clock.advance(60_000);
    expect((await guess("192.0.2.1")).status).toBe(429);
    expect((await changing()).status).toBe(204);
  });

  it("count an IPv6 /64 as one address", async () => {
    const seen = await statuses(11, (i) => guess(`2001:db8:0:1:${i}::1`));
    expect(seen.at(-1)).toBe(429);
    expect((await guess("2001:db8:0:2::1")).status).toBe(401);
  });

  it("allow ten registrations and twenty guests a minute", async () => {
    const registrations = await statuses(11, (i) =>
      call("192.0.2.1", "/api/auth/register", { username: `user-${i}`, password: PASSWORD }),
    );
    expect(registrations).toEqual([...Array(10).fill(201), 429]);
    const guests = await statuses(21, () => call("192.0.2.1", "/api/auth/guest", {}));
    expect(guests).toEqual([...Array(20).fill(201), 429]);
    expect((await call("192.0.2.2", "/api/auth/guest", {})).status).toBe(201);
  });

  it("refuse a guest's messages by the bucket, over REST as over sockets", async () => {
    const signIn = await call("192.0.2.1", "/api/auth/guest", {});
    const { access_token: token } = await json<{ access_token: string }>(signIn);
    const body = { name: "chatter", kind: "ephemeral" };
    const { room } = await json<{ room: { id: string } }>(
      await call("192.0.2.1", "/api/rooms", body, token),
    );
    const send = () =>
      call("192.0.2.1", `/api/rooms/${room.id}/messages`, { content: "hi" }, token);
    expect(await statuses(5, send)).toEqual([201, 201, 201, 201, 429]);
    server.clock.advance(5_000);
    expect(await statuses(2, send)).toEqual([201, 429]);
  });

  it("leave what is no login and no registration to the other calls' window", async () => {
    const guests = await Promise.all(
      Array.from({ length: 11 }, async () =>
        json<{ access_token: string }>(await call("192.0.2.1", "/api/auth/guest", {})),
      ),
    );
    const named = (i: number) => ({ username: `user-${i}`, password: PASSWORD });
    await statuses(10, (i) => call("192.0.2.1", "/api/auth/register", named(i)));
    await statuses(10, () => guess("192.0.2.1"));
    const upgrade = (i: number) =>
      call("192.0.2.1", "/api/auth/upgrade", named(10 + i), guests[i]?.access_token);
    expect(await statuses(11, upgrade)).toEqual(Array(11).fill(200));
    const reset = () => {
      const body = { username: "user-0", code: "none", new_password: PASSWORD };
      return call("192.0.2.1", "/api/auth/reset", body);
    };
    // Each costs a hash of somebody who is nobody yet.
    expect(await statuses(11, reset)).toEqual([...Array(10).fill(403), 429]);
    expect((await call("192.0.2.1", "/api/auth/register", named(30))).status).toBe(429);
    expect((await guess("192.0.2.1")).status).toBe(429);
  });

  it("allow ten new rooms a minute, direct ones among them; those that are there cost nothing", async () => {
    const signIn = async (address: string, username: string) =>
      json<{ access_token: string; user: { id: string } }>(
        await call(address, "/api/auth/register", { username, password: PASSWORD }),
      );
    const { access_token: token } = await signIn("192.0.2.1", "opener");
    const others = await Promise.all(
      Array.from({ length: 10 }, (_, i) => signIn("192.0.2.2", `other-${i}`)),
    );
    const room = (name: string) =>
      call("192.0.2.1", "/api/rooms", { name, kind: "private" }, token);
    const direct = (i: number) =>
      call("192.0.2.1", "/api/rooms/direct", { user_id: others[i]?.user.id }, token);
    expect((await room("first")).status).toBe(201);
    expect(await statuses(10, direct)).toEqual([...Array(9).fill(201), 429]);
    expect(await statuses(9, direct)).toEqual(Array(9).fill(200));
    expect((await room("last")).status).toBe(429);
    server.clock.advance(60_000);
    expect((await direct(9)).status).toBe(201);
  });

  it("change while the server runs", async () => {
    const token = await adminToken(new Rest(server.url));
    const rest = new Rest(server.url);
    const before = await rest.ok<Settings>("GET", "/api/admin/settings", { token });
    expect(before).toEqual(DEFAULT_SETTINGS);
    const limits = { ...before.limits, guest: { window: 1, per_ms: 60_000 } };
    const settings = { ...before, limits };
    expect(await rest.ok("PUT", "/api/admin/settings", { token, body: settings })).toEqual(
      settings,
    );
    expect(await rest.ok("GET", "/api/admin/settings", { token })).toEqual(settings);
    const guests = await statuses(2, () => call("192.0.2.1", "/api/auth/guest", {}));
    expect(guests).toEqual([201, 429]);
    for (const rule of [{ window: 0, per_ms: 60_000 }, { window: 1 }, { window: 1, per_ms: 1 }]) {
      const body = { ...before, limits: { ...before.limits, guest: rule } };
      expect((await rest.call("PUT", "/api/admin/settings", { token, body })).status).toBe(400);
    }
  });

  it("are not written over by who saw others in force, where that is asked for", async () => {
    const token = await adminToken(new Rest(server.url));
    const rest = new Rest(server.url);
    const path = "/api/admin/settings";
    const { limits, ...others } = await rest.ok<Settings>("GET", path, { token });
    const was = { ...others, limits };
    const wanted = [7, 8].map((window) => ({
      ...others,
      limits: { ...limits, register: { window, per_ms: 60_000 } },
    }));
    const answers = await Promise.all(
      wanted.map((body) => rest.call("PUT", path, { token, body: { ...body, was } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const held = answers.find(({ status }) => status === 200)?.body;
    expect(wanted).toContainEqual(held);
    expect(await rest.ok("GET", path, { token })).toEqual(held);
    // Said otherwise, and the same.
    const now = { single_room: false, ...(held as Settings) };
    const again = await rest.call("PUT", path, { token, body: { ...was, was: now } });
    expect(again).toMatchObject({ status: 200, body: was });
    // Who does not ask for it sets them whatever is in force.
    expect((await rest.call("PUT", path, { token, body: was })).status).toBe(200);
  });

  it("leave health, readiness and metrics alone, and hold everything else to 600 a minute", async () => {
    const get = (path: string) =>
      fetch(server.url + path, { headers: { "x-forwarded-for": "192.0.2.1" } });
    const stats = await statuses(601, () => get("/api/stats"));
    expect(stats.filter((status) => status === 200)).toHaveLength(600);
    expect(stats.at(-1)).toBe(429);
    expect((await get("/api/health")).status).toBe(200);
    expect((await get("/api/ready")).status).toBe(200);
    expect((await get("/api/no-such-call")).status).toBe(404);
  });
});

describe("X-Forwarded-For of a stranger", () => {
  it("is ignored, and the log says so once", async () => {
    await using stranger = await startHttpServer();
    const forwarded = { headers: { "x-forwarded-for": "192.0.2.1" } };
    for (let call = 0; call < 3; call++) {
      expect((await fetch(`${stranger.url}/api/stats`, forwarded)).status).toBe(200);
    }
    const said = stranger.log.filter((line) => line.includes("TRUSTED_PROXIES"));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("127.0.0.1");
  });
});

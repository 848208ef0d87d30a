import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccessTokens } from "../../src/core/accounts/access-tokens.ts";
import { RecentRotations } from "../../src/core/accounts/recent-rotations.ts";
import { RefreshTokens } from "../../src/core/accounts/refresh-tokens.ts";
import { Sessions } from "../../src/core/accounts/sessions.ts";
import type { Session, User } from "../../src/protocol/users.ts";
import { type Identity, login, PASSWORD, Rest, register } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
beforeAll(async () => {
  server = await startHttpServer();
  server.clock.stop();
  rest = new Rest(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

let people = 0;
const newcomer = (): Promise<Identity> => register(rest, `person-${++people}`);

interface Refreshed {
  readonly access_token: string;
  readonly expires_in: number;
  readonly user: User;
}

const cookieOf = (headers: Headers): string => headers.getSetCookie()[0]?.split(";")[0] ?? "";

const refresh = async (cookie: string) => {
  const answer = await rest.call<Refreshed>("POST", "/api/auth/refresh", { cookie });
  return { status: answer.status, body: answer.body, cookie: cookieOf(answer.headers) };
};

const statusOf = async (token: string): Promise<number> =>
  (await rest.call("GET", "/api/auth/me", { token })).status;

describe("refresh tokens", () => {
  it("are rotated at every use, and sign in", async () => {
    const { cookie, user } = await newcomer();
    const first = await refresh(cookie);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ user, expires_in: 600 });
    expect(first.cookie).not.toBe(cookie);
    expect(await statusOf(first.body.access_token)).toBe(200);
    expect((await refresh(first.cookie)).status).toBe(200);
  });

  it("get the same successor again within 10 s, however often and at once", async () => {
    const { cookie } = await newcomer();
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(cookie)));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(new Set(answers.map((answer) => answer.cookie)).size).toBe(1);
    server.clock.advance(9_000);
    expect((await refresh(cookie)).cookie).toBe(answers[0]?.cookie);
  });

  it("get their own successor within 10 s, also when that was rotated away in turn", async () => {
    const { cookie } = await newcomer();
    const second = await refresh(cookie);
    const third = await refresh(second.cookie);
    expect((await refresh(cookie)).cookie).toBe(second.cookie);
    expect((await refresh(second.cookie)).cookie).toBe(third.cookie);
  });

  it("end the whole family when one comes again after 10 s", async () => {
    const { cookie, token } = await newcomer();
    const thief = await refresh(cookie);
    server.clock.advance(10_000);
    expect((await refresh(cookie)).status).toBe(401);
    expect((await refresh(thief.cookie)).status).toBe(401);
    expect(await statusOf(token)).toBe(401);
    expect(await statusOf(thief.body.access_token)).toBe(401);
  });

  it("get it from a server that was never told of the rotation too, for as long", async () => {
    const { services, clock } = server;
    // Of what the other could not note while its own Redis was away, Redis knows nothing.
    const ledger = { note: async () => undefined, noted: async () => false };
    const another = () =>
      new Sessions({
        ...services,
        accounts: services.store.accounts,
        accessTokens: new AccessTokens(services.keys.access),
        refreshTokens: new RefreshTokens(services.keys.refresh),
        rotations: new RecentRotations(clock, ledger),
      });
    const [one, other] = [another(), another()];
    const token = (await newcomer()).cookie.split("=")[1] ?? "";
    const { refreshToken } = await one.refresh(token, "chat");
    clock.advance(9_000);
    expect((await other.refresh(token, "chat")).refreshToken).toBe(refreshToken);
    clock.advance(1_000);
    await expect(other.refresh(token, "chat")).rejects.toThrow();
    await expect(one.refresh(refreshToken, "chat")).rejects.toThrow();
  });

  it("end nothing when they are forged", async () => {
    const { cookie } = await newcomer();
    const [name, value = ""] = cookie.split("=");
    const [session, generation, mac] = value.split(".");
    for (const forged of [
      `${session}.${Number(generation) + 1}.${mac}`,
      `${session}.${generation}.${"A".repeat(43)}`,
      `${session}.${generation}`,
      "",
      "x".repeat(5_000),
    ]) {
      expect((await refresh(`${name}=${forged}`)).status).toBe(401);
    }
    expect((await refresh(cookie)).status).toBe(200);
  });

  it("are not good for the other audience", async () => {
    const { cookie } = await newcomer();
    const value = cookie.split("=")[1];
    const answer = await rest.call("POST", "/api/admin/refresh", {
      cookie: `crosstalk_admin_refresh=${value}`,
    });
    expect(answer.status).toBe(401);
  });

  it("live 30 days from their last use", async () => {
    const { cookie } = await newcomer();
    const day = 24 * 60 * 60_000;
    server.clock.advance(29 * day);
    const kept = await refresh(cookie);
    expect(kept.status).toBe(200);
    server.clock.advance(29 * day);
    const again = await refresh(kept.cookie);
    expect(again.status).toBe(200);
    server.clock.advance(30 * day + 1);
    expect((await refresh(again.cookie)).status).toBe(401);
  });

  it("are in a cookie that no script and no other site gets", async () => {
    const answer = await rest.call("POST", "/api/auth/guest", { body: {} });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^crosstalk_refresh=/);
    for (const attribute of ["HttpOnly", "SameSite=Strict", "Path=/api/auth", "Max-Age=2592000"]) {
      expect(cookie).toContain(attribute);
    }
    expect(cookie).not.toContain("Secure");
    expect(JSON.stringify(answer.body)).not.toContain(cookie.split(/[=;]/)[1]);
  });
});

describe("access tokens", () => {
  it("end after ten minutes", async () => {
    const { token, cookie } = await newcomer();
    server.clock.advance(9 * 60_000);
    expect(await statusOf(token)).toBe(200);
    server.clock.advance(61_000);
    const expired = await rest.call("GET", "/api/auth/me", { token });
    expect(expired.status).toBe(401);
    expect(expired.body).toMatchObject({ error: { code: "unauthenticated" } });
    expect((await refresh(cookie)).status).toBe(200);
  });

  it("are refused when anything of them is changed", async () => {
    const { token } = await newcomer();
    const [header = "", payload = "", signature = ""] = token.split(".");
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    const claims: Record<string, unknown> = JSON.parse(
      Buffer.from(payload, "base64url").toString(),
    );
    const other = Buffer.from(JSON.stringify({ ...claims, aud: "crosstalk:admin" })).toString(
      "base64url",
    );
    for (const forged of [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${other}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      `${header}.${payload}`,
      "x",
      "x".repeat(6_000),
    ]) {
      expect(await statusOf(forged)).toBe(401);
    }
  });
});

describe("sessions", () => {
  it("are listed with where they come from, the current one marked", async () => {
    const { user, token } = await newcomer();
    const other = await login(rest, user.username ?? "");
    const { sessions } = await rest.ok<{ sessions: Session[] }>("GET", "/api/auth/sessions", {
      token,
    });
    expect(sessions).toHaveLength(2);
    expect(sessions.filter((session) => session.current)).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ ip: "127.0.0.1", user_agent: "node" });
    const mine = sessions.find((session) => !session.current);
    const ended = await rest.call("DELETE", `/api/auth/sessions/${mine?.id}`, { token });
    expect(ended.status).toBe(204);
    expect(await statusOf(other.token)).toBe(401);
    expect(await statusOf(token)).toBe(200);
  });

  it("of others can't be ended, nor seen to exist", async () => {
    const [mine, theirs] = [await newcomer(), await newcomer()];
    const { sessions } = await rest.ok<{ sessions: Session[] }>("GET", "/api/auth/sessions", {
      token: theirs.token,
    });
    const path = `/api/auth/sessions/${sessions[0]?.id}`;
    expect((await rest.call("DELETE", path, { token: mine.token })).status).toBe(404);
    expect(await statusOf(theirs.token)).toBe(200);
  });

  it("end with logout: by the cookie, and by the token", async () => {
    const [a, b] = [await newcomer(), await newcomer()];
    const byCookie = await rest.call("POST", "/api/auth/logout", { cookie: a.cookie });
    expect(byCookie.status).toBe(204);
    expect(byCookie.headers.getSetCookie()[0]).toContain("Max-Age=0");
    expect(await statusOf(a.token)).toBe(401);
    expect((await refresh(a.cookie)).status).toBe(401);
    expect((await rest.call("POST", "/api/auth/logout", { token: b.token })).status).toBe(204);
    expect(await statusOf(b.token)).toBe(401);
    expect((await rest.call("POST", "/api/auth/logout")).status).toBe(204);
    // A token that ended doesn't keep a cookie from being logged out, and is not mistaken for one that did.
    const c = await newcomer();
    const both = { token: b.token, cookie: c.cookie };
    expect((await rest.call("POST", "/api/auth/logout", both)).status).toBe(204);
    expect(await statusOf(c.token)).toBe(401);
    expect((await rest.call("POST", "/api/auth/logout", { token: c.token })).status).toBe(401);
  });
});

describe("passwords", () => {
  it("change when the current one is known, and every other session ends", async () => {
    const { user, token } = await newcomer();
    const username = user.username ?? "";
    const other = await login(rest, username);
    const body = { current_password: PASSWORD, new_password: "another horse" };
    const wrong = { ...body, current_password: "not it" };
    const refused = await rest.call("POST", "/api/auth/password", { token, body: wrong });
    expect(refused.status).toBe(403);
    expect((await rest.call("POST", "/api/auth/password", { token, body })).status).toBe(204);
    expect(await statusOf(token)).toBe(200);
    expect(await statusOf(other.token)).toBe(401);
    expect((await refresh(other.cookie)).status).toBe(401);
    await expect(login(rest, username)).rejects.toThrow("401");
    await login(rest, username, "another horse");
  });

  it("are reset by a code of an admin, once, within a day", async () => {
    const { user, token } = await newcomer();
    const username = user.username ?? "";
    const admin = await adminToken(rest);
    const newCode = async () => {
      const answer = await rest.call<{ code: string; expires_at: number }>(
        "POST",
        `/api/admin/users/${user.id}/reset_code`,
        { token: admin },
      );
      expect(answer.status).toBe(201);
      expect(answer.body.expires_at - server.clock.now()).toBeGreaterThan(86_390_000);
      return answer.body.code;
    };
    const reset = async (code: string) => {
      const body = { username, code, new_password: "another horse" };
      return (await rest.call("POST", "/api/auth/reset", { body })).status;
    };
    const replaced = await newCode();
    const code = await newCode();
    expect(await reset(replaced)).toBe(403);
    expect(await statusOf(token)).toBe(200);
    expect(await reset(code)).toBe(204);
    expect(await reset(code)).toBe(403);
    expect(await statusOf(token)).toBe(401);
    await login(rest, username, "another horse");

    const late = await newCode();
    server.clock.advance(86_400_001);
    expect(await reset(late)).toBe(403);
  });
});

it("an account that was deleted is gone, and its messages stay under “deleted user”", async () => {
  const [gone, witness] = [await newcomer(), await newcomer()];
  const { token } = gone;
  const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", {
    token,
    body: { name: "left behind", kind: "public" },
  });
  const path = `/api/rooms/${room.id}`;
  await rest.ok("POST", `${path}/join`, { token: witness.token });
  await rest.ok("POST", `${path}/messages`, { token, body: { content: "remember me" } });
  const wrong = await rest.call("DELETE", "/api/auth/me", { token, body: { password: "wrong" } });
  expect(wrong.status).toBe(403);
  const deleted = await rest.call("DELETE", "/api/auth/me", {
    token,
    body: { password: PASSWORD },
  });
  expect(deleted.status).toBe(204);
  expect(await statusOf(token)).toBe(401);
  await expect(login(rest, gone.user.username ?? "")).rejects.toThrow("401");

  interface Page {
    messages: { content: string; sender: { display_name: string } }[];
  }
  const page = await rest.ok<Page>("GET", `${path}/messages`, { token: witness.token });
  expect(page.messages[0]).toMatchObject({
    content: "remember me",
    sender: { display_name: "deleted user" },
  });
  // The room has an owner again, and the name is free.
  const card = await rest.ok<{ room: { my_role: string } }>("GET", path, { token: witness.token });
  expect(card.room.my_role).toBe("owner");
  await register(rest, gone.user.username ?? "");
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditRow } from "../../src/protocol/audit/audit-row.ts";
import { auditRows } from "../harness/audit-log.ts";
import { PASSWORD, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { ADMIN, type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken, moderatorOf, signInAtDashboard } from "./people.ts";

describe("the dashboard", () => {
  let server: HttpServer;
  let rest: Rest;
  let token: string;
  beforeAll(async () => {
    server = await startHttpServer();
    rest = new Rest(server.url);
    token = await adminToken(rest);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const me = (as: string) =>
    rest.ok<{ user: { id: string } }>("GET", "/api/admin/me", { token: as });
  const moderator = (name: string) => moderatorOf(rest, token, name);
  const signIn = (username: string, more?: object) => signInAtDashboard(rest, username, more);
  const newest = async (query = ""): Promise<AuditRow | undefined> =>
    (await auditRows(rest, token, query))[0];

  it("knows who is asking, moderators too", async () => {
    expect(await me(token)).toMatchObject({
      user: { username: ADMIN.username },
      role: "admin",
      totp: false,
    });
    const someone = await moderator("mona");
    const { body } = await signIn("mona");
    expect(await me(body.access_token)).toMatchObject({
      user: { id: someone.user.id },
      role: "moderator",
    });
    expect((await signIn("nobody")).status).toBe(401);
    await register(rest, "plain");
    expect((await signIn("plain")).status).toBe(403);
  });

  it("records who signed in, and who failed to as somebody with a role", async () => {
    const someone = await moderator("mika");
    const of = `&target=${someone.user.id}&action=session.`;
    await signIn("mika");
    expect(await newest(of)).toMatchObject({ actor: someone.user.id, result: "ok" });
    await signIn("mika", { password: "wrong password" });
    await until(
      "the failure is recorded",
      async () => (await auditRows(rest, token, of)).length === 2,
    );
    expect(await newest(of)).toMatchObject({
      actor: "anonymous",
      action: "session.create",
      result: "refused:unauthenticated",
    });
    const before = (await auditRows(rest, token)).length;
    await signIn("nobody", { password: "wrong password" });
    await signIn("plain", { password: "wrong password" });
    // Those would have had their rows by then.
    await signIn("mika", { password: "wrong password" });
    await until("one more", async () => (await auditRows(rest, token)).length > before);
    expect((await auditRows(rest, token)).length).toBe(before + 1);
  });

  it("records who got the password right and has no role", async () => {
    const nosy = await register(rest, "nosy");
    const of = `&target=${nosy.user.id}&action=session.`;
    expect((await signIn("nosy", { password: "wrong password" })).status).toBe(401);
    expect((await signIn("nosy")).status).toBe(403);
    await until("it is recorded", async () => (await auditRows(rest, token, of)).length > 0);
    expect(await auditRows(rest, token, of)).toMatchObject([
      { actor: nosy.user.id, action: "session.create", result: "refused:forbidden" },
    ]);
  });

  it("records who signed out, once", async () => {
    const someone = await moderator("leaver");
    const answer = await fetch(`${server.url}/api/admin/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "leaver", password: PASSWORD }),
    });
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    for (let i = 0; i < 2; i += 1) {
      const left = await fetch(`${server.url}/api/admin/logout`, {
        method: "POST",
        headers: { cookie },
      });
      expect(left.status).toBe(204);
    }
    const rows = await auditRows(rest, token, `&target=${someone.user.id}&action=session.end`);
    expect(rows).toMatchObject([{ actor: someone.user.id, result: "ok" }]);
  });

  it("ends the session that it is called with, by the access token alone too", async () => {
    const { user } = await moderator("cookieless");
    const { access_token: session } = (await signIn("cookieless")).body;
    const path = "/api/admin/me";
    expect((await rest.call("GET", path, { token: session })).status).toBe(200);
    expect((await rest.call("POST", "/api/admin/logout", { token: session })).status).toBe(204);
    expect((await rest.call("GET", path, { token: session })).status).toBe(401);
    expect((await rest.call("POST", "/api/admin/logout", { token: session })).status).toBe(401);
    const rows = await auditRows(rest, token, `&target=${user.id}&action=session.end`);
    expect(rows).toMatchObject([{ actor: user.id, result: "ok" }]);
  });
});

it("who has no role, and gets the password right again and again, has a row a day", async () => {
  await using server = await startHttpServer({ RATE_LIMITS: "on" });
  const rest = new Rest(server.url);
  const nosy = await register(rest, "nosy");
  const of = `&target=${nosy.user.id}&action=session.`;
  const refused = async () => {
    const body = { username: "nosy", password: PASSWORD };
    expect((await rest.call("POST", "/api/admin/login", { body })).status).toBe(403);
  };
  const rows = async () => (await auditRows(rest, await adminToken(rest), of)).length;
  await refused();
  await until("it is recorded", async () => (await rows()) === 1);
  await refused();
  await refused();
  // By the time that a later failure has its row, those would have had theirs.
  const wrong = { username: ADMIN.username, password: "wrong password" };
  expect((await rest.call("POST", "/api/admin/login", { body: wrong })).status).toBe(401);
  await until("the later one is recorded", async () => {
    const all = await auditRows(rest, await adminToken(rest), "&action=session.create");
    return all.some(({ result }) => result === "refused:unauthenticated");
  });
  expect(await rows()).toBe(1);
  server.clock.advance(24 * 60 * 60_000);
  await refused();
  await until("it is recorded on the next day", async () => (await rows()) === 2);
});

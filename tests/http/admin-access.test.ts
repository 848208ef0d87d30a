import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { totpCode, totpStep } from "../../src/core/accounts/totp.ts";
import { StoreUnavailable } from "../../src/ports/store/store.ts";
import type { AuditRow } from "../../src/protocol/audit/audit-row.ts";
import { auditRows } from "../harness/audit-log.ts";
import { type Identity, PASSWORD, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { ADMIN, type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

const LINK = /^http:\/\/127\.0\.0\.1:\d+\/admin\/bootstrap#token=([\w-]+)\n$/;

describe.each(RUNTIMES)("the first admin on %s", (runtime) => {
  it("comes in by the link in a file that the start line names, once", async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    const rest = new Rest(server.url);
    const file = join(server.dataDir, "first-admin-link");
    // It follows the line that a start is known by.
    const named = (times: number) =>
      until(`a start names the file, for time ${times}`, () => {
        const lines = server.logs.filter((line) => line.endsWith(`open the link in ${file}`));
        return lines.length === times;
      });
    await named(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [, token = ""] = LINK.exec(readFileSync(file, "utf8")) ?? [];
    expect(token).not.toBe("");
    expect(server.logs.join("\n")).not.toContain(token);
    const attempt = (body: object) =>
      rest.call<{ access_token: string }>("POST", "/api/admin/bootstrap", { body });
    const root = { username: "Root", password: PASSWORD };
    expect(
      (await attempt({ ...root, token: `${token.startsWith("x") ? "y" : "x"}${token.slice(1)}` }))
        .status,
    ).toBe(403);
    expect((await attempt({ ...root, token: "" })).status).toBe(403);
    expect((await attempt({ ...root, token, password: "short" })).status).toBe(400);
    await register(rest, "taken");
    expect((await attempt({ ...root, token, username: "taken" })).status).toBe(409);
    // The same link after a restart.
    await server.restart();
    await named(2);
    expect(readFileSync(file, "utf8")).toContain(token);
    const answers = await Promise.all(
      ["Root", "second", "third"].map((username) => attempt({ ...root, token, username })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 410, 410]);
    expect((await attempt({ ...root, token, username: "late" })).status).toBe(410);
    await until("the file is gone", () => !existsSync(file));
    const made = answers.find(({ status }) => status === 201);
    const rows = await auditRows(rest, made?.body.access_token ?? "");
    const created = { actor: "anonymous", action: "admin.create" };
    expect(rows.filter(({ result }) => result === "ok")).toMatchObject([created]);
    expect(rows.filter(({ result }) => result === "refused:gone")).toHaveLength(3);
    await server.restart();
    expect(existsSync(file)).toBe(false);
    expect(server.logs.filter((line) => line.startsWith("There is no admin"))).toHaveLength(2);
  });
});

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
  const moderator = async (name: string): Promise<Identity> => {
    const someone = await register(rest, name);
    await rest.ok("PATCH", `/api/admin/users/${someone.user.id}`, {
      token,
      body: { role: "moderator" },
    });
    return someone;
  };
  const signIn = (username: string, more: object = {}) =>
    rest.call<{ access_token: string; error?: { code: string; issues?: { path: string }[] } }>(
      "POST",
      "/api/admin/login",
      { body: { username, password: PASSWORD, ...more } },
    );
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

  describe("with a second factor", () => {
    let session: string;
    let secret: string;
    const code = (shift = 0) => totpCode(secret, totpStep(server.clock.now()) + shift);
    const call = (method: string, path: string, body?: object) =>
      rest.call<{ secret: string; uri: string }>(method, `/api/admin/me/totp${path}`, {
        token: session,
        body,
      });
    beforeAll(async () => {
      await moderator("tom");
      session = (await signIn("tom")).body.access_token;
      const enrolled = await call("POST", "");
      secret = enrolled.body.secret;
      expect(enrolled.body.uri).toBe(
        `otpauth://totp/Crosstalk:tom?secret=${secret}&issuer=Crosstalk`,
      );
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    });

    it("asks for a code once its owner has shown that they have it", async () => {
      expect((await signIn("tom")).status).toBe(200);
      expect((await call("POST", "/confirm", { code: "12345" })).status).toBe(400);
      expect((await call("POST", "/confirm", { code: await code(-9) })).status).toBe(403);
      expect((await call("POST", "/confirm", { code: await code() })).status).toBe(200);
      expect((await call("POST", "/confirm", { code: await code() })).status).toBe(409);
      expect((await call("POST", "")).status).toBe(409);
      expect(await me(session)).toMatchObject({ totp: true });
      const asked = await signIn("tom");
      expect(asked.status).toBe(401);
      expect(asked.body.error?.issues?.map(({ path }) => path)).toEqual(["totp"]);
      // A wrong password says nothing of it.
      const wrong = await signIn("tom", { password: "wrong password" });
      expect(wrong.status).toBe(401);
      expect(wrong.body.error?.issues).toBeUndefined();
    });

    it("takes each code once, and none that is old", async () => {
      server.clock.advance(60_000);
      const now = await code();
      expect((await signIn("tom", { totp: now })).status).toBe(200);
      const again = await signIn("tom", { totp: now });
      expect(again.status).toBe(401);
      expect(again.body.error?.issues?.map(({ path }) => path)).toEqual(["totp"]);
      expect((await signIn("tom", { totp: await code(-3) })).status).toBe(401);
      expect((await signIn("tom", { totp: "x" })).status).toBe(400);
      server.clock.advance(60_000);
      const taken = await Promise.all(
        Array.from({ length: 4 }, async () => (await signIn("tom", { totp: await code() })).status),
      );
      expect(taken.toSorted()).toEqual([200, 401, 401, 401]);
    });

    it("is taken away with a code, and with no secret in the log", async () => {
      server.clock.advance(60_000);
      expect((await call("DELETE", "", { code: "000000" })).status).toBe(403);
      expect((await call("DELETE", "", { code: await code() })).status).toBe(204);
      expect((await call("DELETE", "", { code: await code() })).status).toBe(409);
      expect((await signIn("tom")).status).toBe(200);
      const rows = await auditRows(rest, token, "&action=totp.");
      expect(new Set(rows.map(({ action }) => action))).toEqual(
        new Set(["totp.enrol", "totp.confirm", "totp.remove"]),
      );
      expect(JSON.stringify(rows) + server.log.join("")).not.toContain(secret);
    });
  });

  it("is turned off by another admin for who lost their authenticator", async () => {
    const lost = await moderator("lost");
    const session = (await signIn("lost")).body.access_token;
    const enrolled = await rest.ok<{ secret: string }>("POST", "/api/admin/me/totp", {
      token: session,
    });
    const code = await totpCode(enrolled.secret, totpStep(server.clock.now()));
    const path = `/api/admin/users/${lost.user.id}/totp`;
    expect(await rest.ok("GET", path, { token })).toEqual({ totp: false });
    expect((await rest.call("DELETE", path, { token })).status).toBe(409);
    await rest.ok("POST", "/api/admin/me/totp/confirm", { token: session, body: { code } });
    expect(await rest.ok("GET", path, { token })).toEqual({ totp: true });
    expect((await signIn("lost")).status).toBe(401);
    expect((await rest.call("DELETE", path, { token: session })).status).toBe(403);
    expect((await rest.call("DELETE", path, { token })).status).toBe(204);
    expect((await signIn("lost")).status).toBe(200);
    expect(await newest("&action=user.remove_totp")).toMatchObject({
      target: lost.user.id,
      result: "ok",
    });
    // One's own goes by a code: a session that was stolen must not do.
    const own = await me(token);
    const mine = `/api/admin/users/${own.user.id}/totp`;
    expect((await rest.call("DELETE", mine, { token })).status).toBe(409);
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

  it("limits guesses of codes where limits are on", async () => {
    await using limited = await startHttpServer({
      RATE_LIMITS: "on",
      TRUSTED_PROXIES: "127.0.0.1",
    });
    const there = new Rest(limited.url);
    const own = await adminToken(there);
    const { secret } = await there.ok<{ secret: string }>("POST", "/api/admin/me/totp", {
      token: own,
    });
    await there.ok("POST", "/api/admin/me/totp/confirm", {
      token: own,
      body: { code: await totpCode(secret, totpStep(limited.clock.now())) },
    });
    let address = 0;
    const guesses = async (count: number, totp: string): Promise<number[]> => {
      const statuses: number[] = [];
      for (let i = 0; i < count; i += 1) {
        // Each from another address: only the account is the same.
        address += 1;
        const answer = await fetch(`${limited.url}/api/admin/login`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-forwarded-for": `192.0.2.${address}` },
          body: JSON.stringify({ ...ADMIN, totp }),
        });
        statuses.push(answer.status);
      }
      return statuses;
    };
    // Right ones that the store can't take are none.
    const { accounts } = limited.services.store;
    const takeTotpStep = accounts.takeTotpStep.bind(accounts);
    accounts.takeTotpStep = () => Promise.reject(new StoreUnavailable("away"));
    const right = await totpCode(secret, totpStep(limited.clock.now()));
    expect(await guesses(12, right)).toEqual(Array(12).fill(503));
    accounts.takeTotpStep = takeTotpStep;
    expect(await guesses(12, "000000")).toEqual([...Array(10).fill(401), 429, 429]);
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

it("a second factor that nobody else can turn off is, by the operator's word", async () => {
  const env = {
    RATE_LIMITS: "off",
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
  };
  await using server = await ServerProcess.start({ runtime: "node", env });
  const rest = new Rest(server.url);
  const token = await adminToken(rest);
  const { secret } = await rest.ok<{ secret: string }>("POST", "/api/admin/me/totp", { token });
  const code = await totpCode(secret, totpStep(Date.now()));
  await rest.ok("POST", "/api/admin/me/totp/confirm", { token, body: { code } });
  const signIn = () => rest.call("POST", "/api/admin/login", { body: ADMIN });
  expect((await signIn()).status).toBe(401);
  await server.kill();
  await using again = await ServerProcess.start({
    runtime: "node",
    env: { ...env, DATA_DIR: server.dataDir, ADMIN_TOTP_OFF: ADMIN.username },
  });
  const there = new Rest(again.url);
  const rows = await auditRows(there, await adminToken(there), "&action=user.remove_totp");
  expect(rows).toMatchObject([{ actor: "anonymous", result: "ok" }]);
});

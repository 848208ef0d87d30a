import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { totpCode, totpStep } from "../../src/core/accounts/totp.ts";
import { StoreUnavailable } from "../../src/ports/store/store.ts";
import { auditRows } from "../harness/audit-log.ts";
import { Rest } from "../harness/rest.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { ADMIN, type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken, moderatorOf, signInAtDashboard } from "./people.ts";

describe("a second factor", () => {
  let server: HttpServer;
  let rest: Rest;
  let token: string;
  beforeAll(async () => {
    server = await startHttpServer();
    // A code is good for its half minute.
    server.clock.stop();
    rest = new Rest(server.url);
    token = await adminToken(rest);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const me = (as: string) =>
    rest.ok<{ user: { id: string } }>("GET", "/api/admin/me", { token: as });
  const moderator = (name: string) => moderatorOf(rest, token, name);
  const signIn = (username: string, more?: object) => signInAtDashboard(rest, username, more);

  describe("of a moderator", () => {
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
    const [row] = await auditRows(rest, token, "&action=user.remove_totp");
    expect(row).toMatchObject({ target: lost.user.id, result: "ok" });
    // One's own goes by a code: a session that was stolen must not do.
    const own = await me(token);
    const mine = `/api/admin/users/${own.user.id}/totp`;
    expect((await rest.call("DELETE", mine, { token })).status).toBe(409);
  });

  it("limits guesses of codes where limits are on", async () => {
    await using limited = await startHttpServer({
      RATE_LIMITS: "on",
      TRUSTED_PROXIES: "127.0.0.1",
    });
    limited.clock.stop();
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

import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ban } from "../../src/protocol/admin-entities.ts";
import type { AuditRow } from "../../src/protocol/audit/audit-row.ts";
import { auditFindings, auditRows } from "../harness/audit-log.ts";
import { type Identity, login, PASSWORD, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { ADMIN } from "./http-server.ts";
import { adminToken } from "./people.ts";

const env = {
  RATE_LIMITS: "off",
  ADMIN_USERNAME: ADMIN.username,
  ADMIN_PASSWORD: ADMIN.password,
} as const;

/** PROTOCOL §3 by its letter, with nothing of the product: RFC 8785 of strings and whole numbers alone. */
const hashByContract = ({ hash: _, ...row }: AuditRow): string => {
  const members = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  const json = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return createHash("sha256")
    .update(`${row.prev_hash}{${json.join(",")}}`)
    .digest("hex");
};

describe.each(RUNTIMES)("the audit log on %s", (runtime) => {
  let server: ServerProcess;
  let rest: Rest;
  let token: string;
  let admin: Identity;
  beforeAll(async () => {
    server = await ServerProcess.start({ runtime, env });
    rest = new Rest(server.url);
    token = await adminToken(rest);
    admin = await login(rest, ADMIN.username, ADMIN.password);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  let people = 0;
  const newcomer = (): Promise<Identity> => register(rest, `person-${++people}`);
  const newest = async (): Promise<AuditRow | undefined> => (await auditRows(rest, token))[0];
  const call = (method: string, path: string, body?: object, as = token) =>
    rest.call<Record<string, unknown>>(method, `/api/admin${path}`, { token: as, body });

  it("has a row for each action by the time it is answered, whatever became of it", async () => {
    const someone = await newcomer();
    const { id } = someone.user;
    const { body } = await call("POST", "/bans", { user_id: id, reason: 'sp"am\n' });
    const { ban } = body as unknown as { ban: Ban };
    const mine = { actor: admin.user.id, ip: "127.0.0.1" };
    expect(await newest()).toMatchObject({
      ...mine,
      action: 'ban.create reason="sp\\"am\\n"',
      target: id,
      result: "ok",
    });
    await call("DELETE", `/bans/${ban.id}`);
    expect(await newest()).toMatchObject({ ...mine, action: "ban.lift", target: ban.id });
    await call("DELETE", `/bans/${ban.id}`);
    expect(await newest()).toMatchObject({
      action: "ban.lift",
      target: ban.id,
      result: "refused:not_found",
    });
    await call("POST", "/bans", { user_id: id, expires_at: 7 });
    expect(await newest()).toMatchObject({
      action: "ban.create expires_at=7",
      result: "refused:bad_request",
    });
    await call("PATCH", `/users/${admin.user.id}`, { role: "user" });
    expect(await newest()).toMatchObject({
      action: 'user.update role="user"',
      target: admin.user.id,
      result: "refused:conflict",
    });
    await call("POST", "/bans", { user_id: id, surprise: 1 });
    expect(await newest()).toMatchObject({ action: "ban.create", result: "refused:bad_request" });
    await call("PUT", "/settings", {});
    expect(await newest()).toMatchObject({ action: "settings.update", target: "" });
  });

  it("tells of what a moderator tried too, and of nobody who had no token", async () => {
    const mod = await newcomer();
    await call("PATCH", `/users/${mod.user.id}`, { role: "moderator" });
    const asMod = await adminToken(rest, {
      username: mod.user.username ?? "",
      password: PASSWORD,
    });
    await call("POST", "/announcements", { text: "hello" }, asMod);
    const row = await newest();
    expect(row).toMatchObject({
      actor: mod.user.id,
      action: "announcement.create",
      result: "refused:forbidden",
    });
    await rest.call("POST", "/api/admin/announcements", { body: { text: "hello" } });
    await rest.call("POST", "/api/admin/announcements", { token: mod.token, body: { text: "x" } });
    expect(await newest()).toEqual(row);
  });

  it("holds no secret", async () => {
    const someone = await newcomer();
    const { body } = await call("POST", `/users/${someone.user.id}/reset_code`);
    const rows = await auditRows(rest, token);
    expect(rows[0]).toMatchObject({ action: "user.reset_code", target: someone.user.id });
    const text = JSON.stringify(rows);
    for (const secret of [body["code"], ADMIN.password, token]) {
      expect(text).not.toContain(secret);
    }
  });

  it("tells that a room was read, and nothing of what was said there", async () => {
    const owner = await newcomer();
    const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", {
      token: owner.token,
      body: { name: `den ${people}`, kind: "private" },
    });
    await rest.ok("POST", `/api/rooms/${room.id}/messages`, {
      token: owner.token,
      body: { content: "between us" },
    });
    const read = await call("GET", `/rooms/${room.id}/messages`);
    expect(read.body).toMatchObject({ messages: [{ content: "between us" }], tip: { seq: 1 } });
    expect(await newest()).toMatchObject({ action: "room.read", target: room.id, result: "ok" });
    await call("DELETE", `/rooms/${room.id}`);
    expect(await newest()).toMatchObject({ action: "room.delete", target: room.id, result: "ok" });
    expect((await call("GET", `/rooms/${room.id}/messages`)).status).toBe(404);
    expect(JSON.stringify(await auditRows(rest, token))).not.toContain("between us");
  });

  it("is a chain that anyone can recompute, the first row's prev_hash 64 zeros", async () => {
    const rows = await auditRows(rest, token, "&order=oldest");
    expect(rows.length).toBeGreaterThan(8);
    let before = "0".repeat(64);
    let at = 0;
    for (const row of rows) {
      expect(Object.keys(row).toSorted()).toEqual([
        "action",
        "actor",
        "at",
        "hash",
        "id",
        "ip",
        "prev_hash",
        "result",
        "target",
      ]);
      expect(row.prev_hash).toBe(before);
      expect(row.hash).toBe(hashByContract(row));
      expect(row.at).toBeGreaterThanOrEqual(at);
      before = row.hash;
      at = row.at;
    }
    expect((await auditRows(rest, token)).toReversed()).toEqual(rows);
    expect(await auditFindings(rest, token)).toEqual([]);
  });

  it("is filtered, paged and exported alike", async () => {
    const all = await auditRows(rest, token);
    const bans = all.filter(({ action }) => action.startsWith("ban."));
    expect(await auditRows(rest, token, "&action=ban.")).toEqual(bans);
    expect(await auditRows(rest, token, `&actor=${ADMIN.username}`)).toEqual(
      all.filter(({ actor }) => actor === admin.user.id),
    );
    const target = bans.find((row) => row.target !== "")?.target ?? "";
    expect(await auditRows(rest, token, `&target=${target}`)).toEqual(
      all.filter((row) => row.target.split(" ").includes(target)),
    );
    const [from = 0, to = 0] = [bans.at(-1)?.at, bans[1]?.at];
    expect(await auditRows(rest, token, `&from=${from}&to=${to}`)).toEqual(
      all.filter(({ at }) => at >= from && at <= to),
    );
    const page = await call("GET", "/audit?limit=2&action=ban.");
    expect(page.body).toMatchObject({ audit: bans.slice(0, 2), head: { rows: all.length } });
    expect(page.body["users"]).toContainEqual({
      id: admin.user.id,
      username: ADMIN.username,
      display_name: ADMIN.username,
    });
    for (const query of ["", "?action=ban.", "?order=oldest", "?action=nothing"]) {
      const exported = await call("GET", `/audit/export${query}`);
      expect(exported.headers.get("content-type")).toBe("application/x-ndjson");
      const lines = String(exported.body).split("\n").slice(0, -1);
      expect(lines.map((line) => JSON.parse(line) as AuditRow)).toEqual(
        await auditRows(rest, token, query.replace("?", "&")),
      );
    }
    for (const wrong of ["order=up", "from=x", "limit=0", "cursor=x", "who=me", "actor="]) {
      expect((await call("GET", `/audit?${wrong}`)).status).toBe(400);
    }
  });

  it("goes on after a kill, tells of what was cut off, and shows what was done to its file", async () => {
    const someone = await newcomer();
    await server.kill();
    const file = join(server.dataDir, "crosstalk.db");
    const database = new DatabaseSync(file);
    database
      .prepare("INSERT INTO audit_begun (id, at, actor, action, target, ip) VALUES (?,?,?,?,?,?)")
      .run("cut-off", Date.now(), admin.user.id, "ban.create", someone.user.id, "127.0.0.1");
    database.close();
    await server.start();
    expect(await newest()).toMatchObject({
      id: "cut-off",
      action: "ban.create",
      target: someone.user.id,
      result: "unknown",
    });
    expect(await auditFindings(rest, token)).toEqual([]);
    const [, , third] = await auditRows(rest, token);
    // The server writes to it as well.
    const vandal = new DatabaseSync(file, { timeout: 10_000 });
    vandal.exec("DROP TRIGGER audit_is_not_changed");
    vandal.prepare("UPDATE audit SET actor = 'mallory' WHERE id = ?").run(third?.id ?? "");
    vandal.close();
    expect(await auditFindings(rest, token)).toEqual([{ kind: "tampered", id: third?.id }]);
  });
});

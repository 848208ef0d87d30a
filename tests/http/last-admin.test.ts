import { expect, it } from "vitest";
import { login, PASSWORD, Rest, register } from "../harness/rest.ts";
import { ADMIN, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

it.each([
  ["ban", "ban"],
  ["ban", "disable"],
  ["ban", "demote"],
  ["disable", "demote"],
] as const)("of two admins of whom one does %s and the other %s, one stays", async (...acts) => {
  await using server = await startHttpServer();
  const rest = new Rest(server.url);
  const first = await adminToken(rest);
  const { user } = await rest.ok<{ user: { id: string } }>("GET", "/api/admin/me", {
    token: first,
  });
  const second = await register(rest, "second");
  await rest.ok("PATCH", `/api/admin/users/${second.user.id}`, {
    token: first,
    body: { role: "admin" },
  });
  const asSecond = await adminToken(rest, { username: "second", password: PASSWORD });
  const perform = (act: (typeof acts)[number], id: string, token: string) =>
    act === "ban"
      ? rest.call("POST", "/api/admin/bans", { token, body: { user_id: id } })
      : rest.call("PATCH", `/api/admin/users/${id}`, {
          token,
          body: act === "disable" ? { disabled: true } : { role: "user" },
        });
  await Promise.all([perform(acts[0], second.user.id, first), perform(acts[1], user.id, asSecond)]);
  const [asAdmins, banned] = await Promise.all([
    server.services.store.accounts.users([user.id, second.user.id]),
    server.services.store.moderation.activeBans(server.clock.now()),
  ]);
  const able = asAdmins.filter(
    ({ id, role, disabled }) =>
      role === "admin" && !disabled && !banned.some(({ userId }) => userId === id),
  );
  expect(able).toHaveLength(1);
});

/** What an admin may do to themselves while there is another. */
const ACTS = {
  demote: (user) => ["PATCH", `/api/admin/users/${user}`, { role: "user" }],
  "make a moderator of": (user) => ["PATCH", `/api/admin/users/${user}`, { role: "moderator" }],
  disable: (user) => ["PATCH", `/api/admin/users/${user}`, { disabled: true }],
  ban: (user) => ["POST", "/api/admin/bans", { user_id: user }],
} as const satisfies Record<string, (user: string) => readonly [string, string, object]>;

it.each(Object.entries(ACTS))(
  "an admin may %s themselves, and the last one may not",
  async (_, act) => {
    await using server = await startHttpServer();
    const rest = new Rest(server.url);
    const token = await adminToken(rest);
    const { user } = await rest.ok<{ user: { id: string } }>("GET", "/api/admin/me", { token });
    const [method, path, body] = act(user.id);
    const refused = await rest.call(method, path, { token, body });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: "conflict" } } });
    expect((await rest.call("GET", "/api/admin/servers", { token })).status).toBe(200);

    const other = await register(rest, "other");
    const role = { role: "admin" };
    await rest.ok("PATCH", `/api/admin/users/${other.user.id}`, { token, body: role });
    expect((await rest.call(method, path, { token, body })).status).toBeLessThan(300);
    expect((await rest.call("GET", "/api/admin/servers", { token })).status).toBe(403);
  },
);

it("an admin who is careful does not ban themselves", async () => {
  await using server = await startHttpServer();
  const rest = new Rest(server.url);
  const token = await adminToken(rest);
  const { user } = await rest.ok<{ user: { id: string } }>("GET", "/api/admin/me", { token });
  const other = await register(rest, "other");
  const role = { role: "admin" };
  await rest.ok("PATCH", `/api/admin/users/${other.user.id}`, { token, body: role });
  const body = { user_id: user.id };
  const { preview } = await rest.ok<{ preview: { refused: object } }>(
    "POST",
    "/api/admin/bans/preview",
    { token, body },
  );
  expect(preview.refused).toEqual({ message: "It would bar yourself.", careful: true });
  const careful = { ...body, careful: true };
  const refused = await rest.call("POST", "/api/admin/bans", { token, body: careful });
  expect(refused.status).toBe(409);
});

it("an admin deletes their account while there is another, and the last one does not", async () => {
  await using server = await startHttpServer();
  const rest = new Rest(server.url);
  const admin = await adminToken(rest);
  const me = await register(rest, "second");
  const role = { role: "admin" };
  await rest.ok("PATCH", `/api/admin/users/${me.user.id}`, { token: admin, body: role });
  const gone = (token: string, password: string) =>
    rest.call("DELETE", "/api/auth/me", { token, body: { password } });
  expect((await gone(me.token, "wrong password")).status).toBe(403);
  const { user } = await rest.ok<{ user: { role: string } }>("GET", "/api/auth/me", {
    token: me.token,
  });
  expect(user.role).toBe("admin");
  expect((await gone(me.token, PASSWORD)).status).toBe(204);
  const first = await login(rest, ADMIN.username, ADMIN.password);
  expect((await gone(first.token, ADMIN.password)).status).toBe(409);
  expect((await rest.call("GET", "/api/admin/servers", { token: admin })).status).toBe(200);
});

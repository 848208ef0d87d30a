import { expect, it } from "vitest";
import { PASSWORD, Rest, register } from "../harness/rest.ts";
import { startHttpServer } from "./http-server.ts";
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

it("an admin, last or not, takes neither the role nor the access from itself", async () => {
  await using server = await startHttpServer();
  const rest = new Rest(server.url);
  const token = await adminToken(rest);
  const { user } = await rest.ok<{ user: { id: string } }>("GET", "/api/admin/me", { token });
  const other = await register(rest, "other");
  const change = (id: string, body: object) =>
    rest.call("PATCH", `/api/admin/users/${id}`, { token, body });
  const refuse = async (): Promise<void> => {
    for (const body of [{ role: "user" }, { role: "moderator" }, { disabled: true }]) {
      expect((await change(user.id, body)).status).toBe(409);
    }
  };
  await refuse();
  await change(other.user.id, { role: "admin" });
  await refuse();
});

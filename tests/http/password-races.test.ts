import { afterAll, beforeAll, expect, it } from "vitest";
import type { Session } from "../../src/protocol/users.ts";
import { type Identity, login, PASSWORD, Rest, register } from "../harness/rest.ts";
import { holdNext } from "./hold-next.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

/** A password is reset while somebody who knows the old one is being let through. */

let server: HttpServer;
let rest: Rest;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

const reset = async ({ user }: Identity, new_password: string): Promise<void> => {
  const token = await adminToken(rest);
  const path = `/api/admin/users/${user.id}/reset_code`;
  const { code } = await rest.ok<{ code: string }>("POST", path, { token });
  const body = { username: user.username, code, new_password };
  await rest.ok("POST", "/api/auth/reset", { body });
};

it("a login whose password is reset while it is being checked signs nobody in", async () => {
  const person = await register(rest, "ada");
  const username = person.user.username ?? "";
  const { done: compared, tell } = holdNext(server.hasher, "verify");
  const entering = rest.call("POST", "/api/auth/login", { body: { username, password: PASSWORD } });
  await compared;
  await reset(person, "another one of mine");
  tell();
  expect((await entering).status).toBe(401);
  const owner = await login(rest, username, "another one of mine");
  const { sessions } = await rest.ok<{ sessions: Session[] }>("GET", "/api/auth/sessions", {
    token: owner.token,
  });
  expect(sessions).toHaveLength(1);
});

it("a password that is reset while a change of it is being checked stays as it was reset", async () => {
  const person = await register(rest, "ben");
  const { done: compared, tell } = holdNext(server.hasher, "verify");
  const body = { current_password: PASSWORD, new_password: "one of a thief" };
  const changing = rest.call("POST", "/api/auth/password", { token: person.token, body });
  await compared;
  await reset(person, "another one of mine");
  tell();
  expect((await changing).status).toBe(403);
  const username = person.user.username ?? "";
  await expect(login(rest, username, "one of a thief")).rejects.toThrow("401");
  await login(rest, username, "another one of mine");
});

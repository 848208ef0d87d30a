import { afterAll, beforeAll, expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import { type Identity, login, PASSWORD, Rest, register } from "../harness/rest.ts";
import { Connection } from "../realtime/connection.ts";
import { holdNext } from "./hold-next.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

test.each([
  {
    name: "its session ends",
    code: CLOSE.unauthenticated,
    revoke: ({ cookie }: Identity) => rest.ok("POST", "/api/auth/logout", { cookie }),
  },
  {
    name: "its account is deleted",
    code: CLOSE.unauthenticated,
    revoke: ({ token }: Identity) =>
      rest.ok("DELETE", "/api/auth/me", { token, body: { password: PASSWORD } }),
  },
  {
    name: "its account is disabled",
    code: CLOSE.banned,
    revoke: async ({ user }: Identity) =>
      rest.ok("PATCH", `/api/admin/users/${user.id}`, {
        token: await adminToken(rest),
        body: { disabled: true },
      }),
  },
])("a socket does not get in while $name", async ({ name, code, revoke }) => {
  const identity = await register(rest, name.replaceAll(" ", "-"));
  const socket = await Connection.dial(server.url);
  const { done: looked, tell } = holdNext(server.services.authenticator, "authenticate");
  socket.send({ action: "authenticate", token: identity.token });
  await looked;
  await revoke(identity);
  tell();
  expect(await socket.shutOut()).toBe(code);
  expect(socket.seen("authenticated")).toEqual([]);
});

test("a socket whose token is renewed by that of a session that ends goes with it", async () => {
  const identity = await register(rest, "renewer");
  const { token, cookie } = await login(rest, "renewer");
  const socket = await Connection.dial(server.url);
  await socket.do("authenticate", { token: identity.token }, "authenticated");
  const { done: looked, tell } = holdNext(server.services.authenticator, "authenticate");
  socket.send({ action: "authenticate", token });
  await looked;
  await rest.ok("POST", "/api/auth/logout", { cookie });
  tell();
  expect(await socket.shutOut()).toBe(CLOSE.unauthenticated);
});

test("who is renamed while they come in, or renew their token, is known by the new name", async () => {
  const identity = await register(rest, "shakespeare");
  const elsewhere = await Connection.dial(server.url);
  await elsewhere.do("authenticate", { token: identity.token }, "authenticated");
  const fields = { name: "the globe", kind: "public" } as const;
  const { room } = await elsewhere.do("create_room", fields, "room_created");
  const socket = await Connection.dial(server.url);
  for (const display_name of ["Bill", "Will"]) {
    const { done: looked, tell } = holdNext(server.services.authenticator, "authenticate");
    const ref = socket.sendRef({ action: "authenticate", token: identity.token });
    await looked;
    await elsewhere.do("update_username", { display_name }, "user_updated");
    tell();
    expect(await socket.answer(ref)).toMatchObject({ user: { display_name } });
  }
  await socket.do("send_message", { room_id: room.id, content: "who am I?" }, "ack");
  expect(await socket.next("message")).toMatchObject({ sender: { display_name: "Will" } });
});

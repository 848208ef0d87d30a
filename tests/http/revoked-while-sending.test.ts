import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CLOSE, type CloseCode } from "../../src/protocol/errors.ts";
import { type Identity, PASSWORD, Rest, register } from "../harness/rest.ts";
import { readRoom } from "../harness/stored-room.ts";
import { Connection } from "../realtime/connection.ts";
import { holdNext } from "./hold-next.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

/** Where those come from who are shut out with their address. */
const ADDRESS = "198.51.100.7";

interface Revocation {
  readonly name: string;
  readonly code: CloseCode;
  readonly revoke: (who: Identity) => Promise<unknown>;
}

let server: HttpServer;
let rest: Rest;
let count = 0;
beforeAll(async () => {
  server = await startHttpServer({ TRUSTED_PROXIES: "127.0.0.1" });
  rest = new Rest(server.url);
});
afterAll(() => server[Symbol.asyncDispose]());

/** No address stays shut out for the next. */
afterEach(async () => {
  const token = await adminToken(rest);
  const { bans } = await rest.ok<{ bans: { id: string }[] }>("GET", "/api/admin/bans", { token });
  for (const { id } of bans) await rest.ok("DELETE", `/api/admin/bans/${id}`, { token });
});

const ban = async (body: object): Promise<void> => {
  await rest.ok("POST", "/api/admin/bans", { token: await adminToken(rest), body });
};

const REVOCATIONS: readonly Revocation[] = [
  { name: "a ban", code: CLOSE.banned, revoke: ({ user }) => ban({ user_id: user.id }) },
  { name: "a ban of the address", code: CLOSE.banned, revoke: () => ban({ ip: ADDRESS }) },
  {
    name: "an account disabled",
    code: CLOSE.banned,
    revoke: async ({ user }) =>
      rest.ok("PATCH", `/api/admin/users/${user.id}`, {
        token: await adminToken(rest),
        body: { disabled: true },
      }),
  },
  {
    name: "an account deleted",
    code: CLOSE.unauthenticated,
    revoke: ({ token }) =>
      rest.ok("DELETE", "/api/auth/me", { token, body: { password: PASSWORD } }),
  },
];

/** Two in a room, one of whom is about to be shut out. */
const scene = async () => {
  const number = ++count;
  const enter = async (name: string, headers: Readonly<Record<string, string>>) => {
    const identity = await register(rest, `${name}-${number}`);
    const socket = await Connection.dial(server.url, { headers });
    await socket.do("authenticate", { token: identity.token }, "authenticated");
    return { identity, socket };
  };
  const ada = await enter("ada", {});
  const ben = await enter("ben", { "x-forwarded-for": ADDRESS });
  const fields = { name: `room ${number}`, kind: "public" } as const;
  const { room } = await ada.socket.do("create_room", fields, "room_created");
  await ben.socket.do("join_room", { room_id: room.id }, "room_joined");
  const say = (content: string): void =>
    ben.socket.send({ action: "send_message", room_id: room.id, content });
  /** What ben has in the log once ada was heard after it. */
  const stored = async (): Promise<number> => {
    await ada.socket.do("send_message", { room_id: room.id, content: "after that" }, "ack");
    const { entries } = await readRoom(rest, ada.identity.token, room.id);
    const isBens = entries.filter(
      ({ event, sender }) => event === "message" && sender.id === ben.identity.user.id,
    );
    return isBens.length;
  };
  return { ben, say, stored };
};

describe.each(REVOCATIONS)("$name", ({ code, revoke }) => {
  test("takes along what waits for its turn, but not what is being written", async () => {
    const { ben, say, stored } = await scene();
    const { done: written, tell } = holdNext(server.services.store.log, "append");
    say("is being written");
    await written;
    for (let i = 0; i < 300; i += 1) say(`waits ${i}`);
    await ben.socket.fence();
    const revoked = revoke(ben.identity);
    expect(await ben.socket.closed()).toBe(code);
    tell();
    await revoked;
    expect(await stored()).toBe(1);
  });

  test("takes along what something is looked up for", async () => {
    const { ben, say, stored } = await scene();
    const { done: looked, tell } = holdNext(server.services.store.rooms, "membersByUsername");
    say("is @anybody there?");
    await looked;
    const revoked = revoke(ben.identity);
    expect(await ben.socket.closed()).toBe(code);
    tell();
    await revoked;
    expect(await stored()).toBe(0);
  });
});

test("what somebody sends last, before they close their socket themselves, is taken", async () => {
  const { ben, say, stored } = await scene();
  const { done: looked, tell } = holdNext(server.services.store.rooms, "membersByUsername");
  say("is @anybody there?");
  await looked;
  ben.socket.socket.close();
  await ben.socket.closed();
  tell();
  expect(await stored()).toBe(1);
});

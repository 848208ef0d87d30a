import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../src/core/caller.ts";
import type { Invite, InviteCard, Room } from "../../src/protocol/rooms.ts";
import { guest, type Identity, Rest, register } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

let server: HttpServer;
let rest: Rest;
let ada: Identity;
let ben: Identity;
let cleo: Identity;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  ada = await register(rest, "ada");
  ben = await register(rest, "ben");
  cleo = await register(rest, "cleo");
});
afterAll(() => server[Symbol.asyncDispose]());

let names = 0;
const create = async (by: Identity, kind: string, name = `room ${++names}`): Promise<Room> => {
  const body = { name, kind };
  return (await rest.ok<{ room: Room }>("POST", "/api/rooms", { token: by.token, body })).room;
};
const status = async (by: Identity, method: string, path: string, body?: object) =>
  (await rest.call(method, path, { token: by.token, body })).status;

describe("invites", () => {
  it("let in as many as they say, and tell before what they lead to", async () => {
    const room = await create(ada, "private");
    const path = `/api/rooms/${room.id}/invites`;
    const body = { max_uses: 1, expires_in: 60 };
    const made = await rest.call<{ code: string; expires_at: number }>("POST", path, {
      token: ada.token,
      body,
    });
    expect(made.status).toBe(201);
    const { code, expires_at } = made.body;
    const { invite } = await rest.ok<{ invite: InviteCard }>("GET", `/api/invites/${code}`);
    expect(invite).toEqual({
      room: { id: room.id, name: room.name, kind: "private", members: 1 },
      expires_at,
      uses_left: 1,
    });
    const { invites } = await rest.ok<{ invites: Invite[] }>("GET", path, { token: ada.token });
    expect(invites).toMatchObject([{ code, uses_left: 1, created_by: ada.user.id }]);

    const visitor = await guest(rest);
    expect(await status(visitor, "POST", `/api/invites/${code}`)).toBe(403);
    expect(await status(ada, "POST", `/api/invites/${code}`)).toBe(200);
    const [one, two] = await Promise.all(
      [ben, cleo].map((who) => status(who, "POST", `/api/invites/${code}`)),
    );
    expect([one, two].toSorted()).toEqual([200, 410]);
    expect(await status(ada, "GET", `/api/invites/${code}`)).toBe(410);
  });

  it("spend one use on who accepts twice at once, also the last", async () => {
    const room = await create(ada, "private");
    const path = `/api/rooms/${room.id}/invites`;
    for (const [max_uses, who] of [
      [2, ben],
      [1, cleo],
    ] as const) {
      const body = { max_uses };
      const { code } = await rest.ok<{ code: string }>("POST", path, { token: ada.token, body });
      // Within one turn of the event loop, which what comes by sockets would not be.
      const caller: Caller = { user: who.user, sessionId: "", audience: "chat" };
      const clicks = Array.from({ length: 8 }, () => server.services.invites.accept(caller, code));
      for (const { id } of await Promise.all(clicks)) expect(id).toBe(room.id);
      const { invites } = await rest.ok<{ invites: Invite[] }>("GET", path, { token: ada.token });
      expect(invites.find((invite) => invite.code === code)?.uses_left).toBe(
        max_uses === 1 ? undefined : 1,
      );
    }
  });

  it("end when they are revoked or expire", async () => {
    const room = await create(ada, "private");
    const path = `/api/rooms/${room.id}/invites`;
    const make = async () =>
      (
        await rest.ok<{ code: string }>("POST", path, {
          token: ada.token,
          body: { expires_in: 60 },
        })
      ).code;
    const revoked = await make();
    expect(await status(ada, "DELETE", `${path}/${revoked}`)).toBe(204);
    expect(await status(ada, "DELETE", `${path}/${revoked}`)).toBe(404);
    expect(await status(ben, "POST", `/api/invites/${revoked}`)).toBe(410);
    expect(await status(ben, "GET", `/api/invites/${revoked}`)).toBe(410);
    expect(await status(ben, "POST", "/api/invites/never-there")).toBe(404);
    const expiring = await make();
    server.clock.advance(60_001);
    expect(await status(ben, "POST", `/api/invites/${expiring}`)).toBe(410);
    expect(await status(ben, "GET", `/api/invites/${expiring}`)).toBe(410);
  });
});

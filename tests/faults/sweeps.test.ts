import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BanRecord } from "../../src/ports/store/moderation.ts";
import { CLOSE } from "../../src/protocol/errors.ts";
import type { ServerEventName } from "../../src/protocol/events.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { History } from "../harness/history.ts";
import { type Identity, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "../http/http-server.ts";

/** Two sweeps, and what a busy machine takes (DESIGN §2.14). */
const WITHIN_MS = 25_000;

/**
 * What another server changed while its commands were lost: here the store is written to behind the
 * server's back.
 */
describe.concurrent("what no command has told is found by a sweep:", () => {
  let server: HttpServer;
  let rest: Rest;
  let people = 0;

  beforeAll(async () => {
    server = await startHttpServer();
    rest = new Rest(server.url);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const connect = async (identity: Identity): Promise<ChatClient> => {
    const url = `${server.url.replace("http", "ws")}/api/ws`;
    return new ChatClient(url, identity, new History(), { keepEvents: true }).connect();
  };
  const someone = async () => {
    people += 1;
    const identity = await register(rest, `person-${people}`);
    return { identity, id: identity.user.id, client: await connect(identity) };
  };
  /** Someone with a room of their own. */
  const settler = async () => {
    const { identity, id, client } = await someone();
    const name = `room of ${id}`;
    const { room } = await client.expect("room_created", "create_room", { name, kind: "public" });
    return { identity, id, client, roomId: room.id };
  };
  const seen = (client: ChatClient, name: ServerEventName) =>
    until(name, () => client.events.find(({ event }) => event === name), WITHIN_MS);
  const closed = async (client: ChatClient): Promise<number | undefined> => {
    await until("closed", () => client.closes.length > 0, WITHIN_MS);
    return client.closes[0];
  };
  const ban = (other: Partial<BanRecord>): BanRecord => ({
    id: `ban-${people}`,
    kind: "ban",
    createdBy: "root",
    createdAt: server.clock.now(),
    ...other,
  });

  test("a session that ended", async () => {
    const { id, client } = await someone();
    client.reconnects = false;
    await server.services.store.accounts.endSessions(id);
    expect(await closed(client)).toBe(CLOSE.unauthenticated);
  });

  test("a user who was disabled", async () => {
    const { id, client } = await someone();
    await server.services.store.accounts.setStanding(id, { disabled: true }, Date.now());
    expect(await closed(client)).toBe(CLOSE.banned);
  });

  test("a ban", async () => {
    const { id, client } = await someone();
    await server.services.store.moderation.createBan(ban({ userId: id }));
    expect(await closed(client)).toBe(CLOSE.banned);
  });

  test("an account that was deleted", async () => {
    const { id, client } = await someone();
    await server.services.store.accounts.deleteUser(id, "Deleted account");
    expect(await closed(client)).toBe(CLOSE.unauthenticated);
  });

  test("another name", async () => {
    const { id, client } = await someone();
    await server.services.store.accounts.updateUser(id, { displayName: "Renamed" });
    expect(await seen(client, "user_updated")).toMatchObject({ user: { display_name: "Renamed" } });
  });

  test("a membership that was taken away", async () => {
    const { id, client, roomId } = await settler();
    await server.services.store.rooms.removeMember(roomId, id);
    expect(await seen(client, "room_removed")).toMatchObject({ room_id: roomId });
    const answer = await client.request("send_message", { room_id: roomId, content: "still?" });
    expect(answer).toMatchObject({ event: "error", code: "forbidden" });
  });

  test("a membership that was given", async () => {
    const [{ roomId }, { id, client }] = [await settler(), await someone()];
    const { store } = server.services;
    const read = { seq: 0, n: 0 };
    const place = { role: "member", joinedAt: 0, muted: false, pinned: false, read } as const;
    await store.rooms.addMember({ roomId, userId: id, ...place });
    expect(await seen(client, "room_added")).toMatchObject({ room: { id: roomId } });
    expect((await client.request("send_message", { room_id: roomId, content: "in" })).event).toBe(
      "ack",
    );
  });

  test("a room that was deleted", async () => {
    const { client, roomId } = await settler();
    await server.services.store.rooms.deleteRoom(roomId);
    expect(await seen(client, "room_deleted")).toMatchObject({ room_id: roomId });
  });

  test("entries that another server appended", async () => {
    const { id, client, roomId } = await settler();
    await server.services.store.log.append([
      {
        roomId,
        seq: 1,
        n: 1,
        id: "elsewhere-1",
        cid: "elsewhere-1",
        senderId: id,
        at: server.clock.now(),
        serverId: "elsewhere",
        erased: false,
        payload: { event: "message", content: "from elsewhere" },
      },
    ]);
    expect(await seen(client, "message")).toMatchObject({ seq: 1, content: "from elsewhere" });
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { member, online, person, roomOf } from "./support/people.ts";

describe("a session", () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({ runtime: "node", env: { RATE_LIMITS: "off" } });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  it("is there again after a reload, by its cookie", async () => {
    using before = await member(server.url, "Ana");
    using after = person(server.url, { fetch: before.fetch });
    expect(await after.client.session.resume()).toEqual(before.client.user);
    const stranger = person(server.url);
    expect(await stranger.client.session.resume()).toBeUndefined();
  });

  it("refreshes once for all who need it", async () => {
    let refreshes = 0;
    using ana = await member(server.url, "Ana");
    using again = person(server.url, {
      fetch: (input, init) => {
        if (input.endsWith("/refresh")) refreshes++;
        return ana.fetch(input, init);
      },
    });
    const { session, rest } = again.client;
    await session.resume();
    const token = (await session.accessToken()) ?? "";
    await Promise.all([session.renew(token), session.renew(token), rest.call("me", {})]);
    expect(refreshes).toBe(2);
  });

  it("ends for all its connections at logout, and says so", async () => {
    using ana = await member(server.url, "Ana");
    using tab = person(server.url, { fetch: ana.fetch });
    await tab.client.session.resume();
    await tab.client.start();
    await online(tab);
    await ana.client.logout();
    expect(ana.client.user).toBeUndefined();
    await until("closed", () => tab.client.state.status === "closed");
    expect(tab.client.state).toMatchObject({ reason: "unauthenticated", closeCode: 3500 });
    await until("signed out", () => tab.client.user === undefined);
    await expect(tab.client.rest.call("rooms", {})).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await expect(tab.client.start()).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("refuses with code, message and what was wrong with each field", async () => {
    using ana = person(server.url);
    const { session } = ana.client;
    await expect(session.login({ username: "nobody", password: "whatever" })).rejects.toMatchObject(
      { name: "ProtocolError", code: "unauthenticated" },
    );
    const short = session.register({ username: "ana", password: "short" });
    await expect(short).rejects.toMatchObject({
      code: "bad_request",
      issues: [{ path: "password" }],
    });
  });

  it("goes on as another kind when a guest becomes an account", async () => {
    using guest = person(server.url);
    const { id } = await guest.client.session.guest({ display_name: "Zed" });
    await guest.client.start();
    await online(guest);
    const upgraded = await guest.client.session.upgrade({
      username: "zed.upgraded",
      password: "correct horse",
    });
    expect(upgraded).toMatchObject({ id, kind: "member", username: "zed.upgraded" });
    expect(guest.client.user?.kind).toBe("member");
    await until("online", () => guest.client.state.status === "online");
    await roomOf(guest);
  });

  it("is told when it lost a room", async () => {
    using ana = await member(server.url, "Ana");
    using ben = await member(server.url, "Ben");
    const room = await roomOf(ana, ben);
    const removed = ben.client.next("room_removed");
    await ana.client.rest.call("kickMember", {
      params: { room_id: room, user_id: ben.client.user?.id ?? "" },
    });
    expect(await removed).toMatchObject({ room_id: room, reason: "kicked" });
    const added = ben.client.next("room_joined");
    await ben.client.join({ room_id: room });
    expect((await added).room.id).toBe(room);
    const deleted = ben.client.next("room_deleted");
    await ana.client.rest.call("deleteRoom", { params: { room_id: room } });
    expect(await deleted).toMatchObject({ room_id: room });
  });
});

describe("rate limits", () => {
  it("hold sends back without losing or reordering them", async () => {
    await using server = await ServerProcess.start({ runtime: "node" });
    using zed = person(server.url);
    await zed.client.session.guest();
    await zed.client.start();
    await online(zed);
    const { room } = await zed.client.createRoom({ name: "limits", kind: "ephemeral" });
    let limited = 0;
    zed.client.on("outbox", ({ item }) => {
      if (item.failure?.code === "rate_limited") limited++;
    });
    // A guest has four at once, then one more every five seconds.
    const texts = Array.from({ length: 6 }, (_, i) => `m${i}`);
    for (const text of texts) zed.client.send(room.id, text);
    await until("all sent", () => zed.client.outbox.all().length === 0);
    const { messages } = await zed.client.history(room.id);
    expect(messages.map(({ content }) => content)).toEqual(texts);
    expect(limited).toBeGreaterThan(0);
  });
});

import { expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import type { RoomSummary } from "../../src/protocol/rooms.ts";
import { adminToken } from "../harness/rest.ts";
import type { SetStage } from "./stage.ts";
import { forged, tokenEndingIn, unsigned } from "./tokens.ts";

const FIRST = [
  { action: "ping" },
  { action: "send_message", room_id: "x", content: "hello" },
  { action: "send_message" },
  { action: "join_room", name: "lobby" },
  { action: "create_room", name: "lobby", kind: "public" },
  { action: "read", room_id: "x", seq: 1 },
  { action: "update_username", display_name: "x" },
  { action: "nonsense" },
] as const;

const NOT_VALID = [
  ["without a token", {}],
  ["with an empty token", { token: "" }],
  ["with a token that is no string", { token: 5 }],
  ["with an unknown field", { token: "x", device: "phone" }],
  ["with cursors that are a list", { token: "x", cursors: [] }],
  ["with a negative cursor", { token: "x", cursors: { room: -1 } }],
  ["with a cursor and a half", { token: "x", cursors: { room: 1.5 } }],
  ["with a cursor that is text", { token: "x", cursors: { room: "1" } }],
] as const;

/** PROTOCOL §4: the first message, and what a token opens. */
export const authenticationCases = (set: SetStage): void => {
  test("authenticate is answered first of all, with the user and the rooms of GET /api/rooms", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    await stage.room("private", ada);
    await stage.room("ephemeral", ben, ada);
    await stage.direct(ada, ben);
    await stage.say(ben, room.id, `hello @${ada.identity.user.username}`);
    await ada.socket.next("message", { room_id: room.id });
    const before = await stage.connect(ada.identity);
    for (const { id, members } of before.welcome.rooms) await stage.online(ada, id, members);

    const { socket, welcome } = await stage.connect(ada.identity, { at: 0 });
    expect(socket.events[0]).toEqual(welcome);
    expect(Object.keys(welcome).sort()).toEqual(
      ["connection_id", "event", "expires_in", "ref", "rooms", "server_id", "user"].sort(),
    );
    expect(welcome.user).toEqual(ada.identity.user);
    expect(welcome.server_id).not.toBe("");
    expect(welcome.expires_in).toBeGreaterThan(500);
    expect(welcome.expires_in).toBeLessThanOrEqual(600);
    const { rooms } = await stage.rest(0).ok<{ rooms: RoomSummary[] }>("GET", "/api/rooms", {
      token: ada.token,
    });
    expect(welcome.rooms).toEqual(rooms);
    expect(rooms).toHaveLength(4);
    expect(welcome.rooms.find(({ id }) => id === room.id)).toMatchObject({
      my_role: "owner",
      tip: { seq: 2, n: 1 },
      read: { seq: 0, n: 0 },
      unread: 1,
      unread_mentions: 1,
      members: 2,
      online: 2,
    });
    expect(welcome.connection_id).not.toBe(ada.welcome.connection_id);
  });

  test("without a ref there is none in the answer, and no cursors are needed", async () => {
    await using stage = set();
    const { token } = await stage.visitor();
    const socket = await stage.dial();
    socket.send({ action: "authenticate", token });
    expect(await socket.next("authenticated")).not.toHaveProperty("ref");
  });

  test.each(FIRST)("another action first is 3500: $action", async (frame) => {
    await using stage = set();
    const socket = await stage.dial();
    socket.send(frame);
    expect(await socket.closed()).toBe(CLOSE.unauthenticated);
  });

  test("what comes behind authenticate in the same breath is done after it", async () => {
    await using stage = set();
    const { token } = await stage.visitor();
    const socket = await stage.dial();
    socket.send({ action: "authenticate", ref: "a", token });
    socket.send({ action: "ping", ref: "b" });
    await socket.answer("b");
    expect(socket.events.map((event) => event.event)).toEqual(["authenticated", "pong"]);
  });

  test.each(NOT_VALID)(
    "authenticate %s is bad_request, and may be said right",
    async (_, fields) => {
      await using stage = set();
      // Before the socket is there, which has five seconds.
      const { token } = await stage.visitor();
      const socket = await stage.dial();
      await socket.refused("bad_request", { action: "authenticate", ...fields });
      await socket.do("authenticate", { token }, "authenticated");
    },
  );

  test("a malformed frame first is bad_request like any other", async () => {
    await using stage = set();
    const { token } = await stage.visitor();
    const socket = await stage.dial();
    socket.sendText("hello");
    expect(await socket.next("error")).toMatchObject({ code: "bad_request" });
    await socket.do("authenticate", { token }, "authenticated");
  });

  test("nothing for 5 s is 3003, and so is anything but a good authenticate", async () => {
    await using stage = set();
    const silent = await stage.dial();
    const talker = await stage.dial();
    talker.sendText("hello");
    await talker.refused("bad_request", { action: "authenticate" });
    expect(await silent.closed()).toBe(CLOSE.notAuthenticatedInTime);
    expect(await talker.closed()).toBe(CLOSE.notAuthenticatedInTime);
  });

  test("tokens that are none of ours are 3500", async () => {
    await using stage = set();
    const identity = await stage.account();
    const tokens = [
      "x",
      "a.b.c",
      unsigned(identity.token),
      forged(identity.token),
      await adminToken(stage.rest()),
      identity.cookie.split("=")[1] ?? "",
    ];
    for (const token of tokens) {
      const socket = await stage.dial();
      socket.send({ action: "authenticate", token });
      expect(await socket.closed(), token).toBe(CLOSE.unauthenticated);
      expect(socket.seen("authenticated")).toEqual([]);
    }
  });

  test("an expired token is 3002, one whose session ended 3500", async () => {
    await using stage = set();
    const identity = await stage.account();
    const late = await stage.dial();
    late.send({ action: "authenticate", token: await tokenEndingIn(identity, -5_000) });
    expect(await late.closed()).toBe(CLOSE.tokenExpired);

    await stage.rest().ok("POST", "/api/auth/logout", { token: identity.token });
    const ended = await stage.dial();
    ended.send({ action: "authenticate", token: identity.token });
    expect(await ended.closed()).toBe(CLOSE.unauthenticated);
  });

  test.each([[["crosstalk.v1"]], [[]]])(
    "?token= counts as the first message, subprotocols %j",
    async (protocols) => {
      await using stage = set();
      const ada = await stage.person("ada");
      const room = await stage.room("public", ada);
      const socket = await stage.dial({ protocols, query: `?token=${ada.token}` });
      const welcome = await socket.next("authenticated");
      expect(socket.socket.protocol).toBe(protocols[0] ?? "");
      expect(socket.events[0]).toEqual(welcome);
      expect(welcome).not.toHaveProperty("ref");
      expect(welcome.user).toEqual(ada.identity.user);
      expect(welcome.rooms.map(({ id }) => id)).toEqual([room.id]);
      // And then it is a socket like any other.
      const { seq } = await stage.say(ada, room.id);
      await socket.next("message", { room_id: room.id, seq });
      await socket.refused("bad_request", {
        action: "authenticate",
        token: ada.token,
        cursors: {},
      });
      const renewed = await socket.do("authenticate", { token: ada.token }, "authenticated");
      expect(renewed.connection_id).toBe(welcome.connection_id);
    },
  );

  test("?token= with what is none closes the socket", async () => {
    await using stage = set();
    const identity = await stage.account();
    const expired = await tokenEndingIn(identity, -5_000);
    const cases = [
      ["x", CLOSE.unauthenticated],
      ["", CLOSE.unauthenticated],
      [forged(identity.token), CLOSE.unauthenticated],
      [expired, CLOSE.tokenExpired],
    ] as const;
    for (const [token, code] of cases) {
      const socket = await stage.dial({ query: `?token=${token}` });
      expect(await socket.closed()).toBe(code);
    }
  });

  test("cookies mean nothing", async () => {
    await using stage = set();
    const { cookie, token } = await stage.account();
    const headers = { cookie, authorization: `Bearer ${token}` };
    const socket = await stage.dial({ headers });
    socket.send({ action: "ping" });
    expect(await socket.closed()).toBe(CLOSE.unauthenticated);
  });

  test("a renewal keeps the connection, its rooms and its place in them", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    await ben.socket.do("open_room", { room_id: room.id }, "presence_state");
    const { token } = await stage.again(ben.identity);
    const talk = Array.from({ length: 20 }, (_, i) => stage.say(ada, room.id, `line ${i}`));
    const renewed = await ben.socket.do("authenticate", { token }, "authenticated");
    const acks = await Promise.all(talk);
    expect(renewed.connection_id).toBe(ben.welcome.connection_id);
    expect(renewed.expires_in).toBeGreaterThan(500);
    for (const { seq } of acks) await ben.socket.next("message", { room_id: room.id, seq });
    ada.socket.send({ action: "typing", room_id: room.id, on: true });
    await ben.socket.next("typing", { room_id: room.id });
    await stage.say(ben, room.id, "still here");
  });

  test.each([{}, { x: 1 }])(
    "a renewal takes no cursors, and goes on without: %j",
    async (cursors) => {
      await using stage = set();
      const { socket, token } = await stage.person();
      await socket.refused("bad_request", { action: "authenticate", token, cursors });
      await socket.fence();
    },
  );

  test("a renewal by another user's token is 3500, by an expired one 3002, by none 3500", async () => {
    await using stage = set();
    const other = await stage.account("other");
    const one = await stage.person();
    one.socket.send({ action: "authenticate", token: other.token });
    expect(await one.socket.closed()).toBe(CLOSE.unauthenticated);
    const two = await stage.connect(one.identity);
    two.socket.send({ action: "authenticate", token: await tokenEndingIn(one.identity, -5_000) });
    expect(await two.socket.closed()).toBe(CLOSE.tokenExpired);
    const three = await stage.connect(one.identity);
    three.socket.send({ action: "authenticate", token: "x" });
    expect(await three.socket.closed()).toBe(CLOSE.unauthenticated);
  });

  test("30 s before the token ends it says reauthenticate; at its end 3002", async () => {
    await using stage = set();
    const identity = await stage.visitor();
    const [left, renewed] = [await stage.dial(), await stage.dial()];
    const short = await tokenEndingIn(identity, 12_000);
    for (const socket of [left, renewed]) {
      const { expires_in } = await socket.do("authenticate", { token: short }, "authenticated");
      expect(expires_in).toBeLessThanOrEqual(12);
      const asked = await socket.next("reauthenticate");
      expect(asked.expires_in).toBeLessThanOrEqual(12);
      expect(Object.keys(asked)).toEqual(["event", "expires_in"]);
    }
    await renewed.do("authenticate", { token: identity.token }, "authenticated");
    expect(await left.closed()).toBe(CLOSE.tokenExpired);
    expect(left.seen("reauthenticate")).toHaveLength(1);
    await renewed.fence();
    expect(renewed.seen("reauthenticate")).toHaveLength(1);
  });

  test("reauthenticate does not come before its time", async () => {
    await using stage = set();
    const identity = await stage.visitor();
    const socket = await stage.dial();
    const token = await tokenEndingIn(identity, 40_000);
    await socket.do("authenticate", { token }, "authenticated");
    await socket.fence();
    expect(socket.seen("reauthenticate")).toEqual([]);
    const { expires_in } = await socket.next("reauthenticate");
    // As late as the machine is.
    expect(expires_in).toBeLessThanOrEqual(30);
    expect(expires_in).toBeGreaterThan(20);
  });
};

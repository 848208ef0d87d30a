import { describe, expect, it } from "vitest";
import { FakeServer, roomSummary } from "../../tests/client/support/fake-server.ts";
import { ManualClock, settle } from "../../tests/client/support/manual-clock.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { Connection } from "./connection.ts";
import type { ConnectionState } from "./connection-state.ts";

const setUp = (tokens: { accessToken?: () => Promise<string | undefined> } = {}) => {
  const server = new FakeServer();
  const clock = new ManualClock();
  const renewed: string[] = [];
  const network = {
    online: true,
    changed: () => {},
    subscribe(changed: () => void) {
      network.changed = changed;
      return () => {
        network.changed = () => {};
      };
    },
  };
  const connection = new Connection({
    url: "https://chat.example/",
    tokens: {
      accessToken: tokens.accessToken ?? (async () => "t1"),
      renew: async (token) => {
        renewed.push(token);
        return `${token}+`;
      },
    },
    cursors: () => ({ r: 7 }),
    openSocket: server.open,
    clock,
    random: { fraction: () => 0.5, uuid: () => "id" },
    network,
  });
  const states: ConnectionState[] = [];
  connection.on("state", (state) => states.push(state));
  const connect = async () => {
    connection.start();
    await settle();
    server.link.accept([roomSummary("r", 7)]);
  };
  return { server, clock, connection, network, renewed, states, connect };
};

describe("connection", () => {
  it("authenticates first, with its cursors, at the server's own address", async () => {
    const { server, connection, connect } = setUp();
    await connect();
    expect(server.link.url).toBe("wss://chat.example/api/ws");
    expect(server.link.sent[0]).toMatchObject({
      action: "authenticate",
      token: "t1",
      cursors: { r: 7 },
    });
    expect(connection.state).toEqual({ status: "online", attempt: 0 });
  });

  it("answers a request by its ref, with the event or with the error", async () => {
    const { server, connection, connect } = setUp();
    await connect();
    const joined = connection.request({ action: "leave_room", room_id: "r" });
    const refused = connection.request({ action: "leave_room", room_id: "x" });
    const [first, second] = server.link.sent.slice(-2);
    server.link.say(
      {
        event: "error",
        ref: String(second?.ref),
        code: "rate_limited",
        message: "slow down",
        retry_after_ms: 40,
      },
      { event: "room_left", ref: String(first?.ref), room_id: "r" },
    );
    await expect(joined).resolves.toMatchObject({ event: "room_left" });
    await expect(refused).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 40 });
  });

  it("fails what waits for an answer when the connection goes, and what comes without one", async () => {
    const { server, connection, connect, clock } = setUp();
    await connect();
    const lost = connection.request({ action: "leave_room", room_id: "r" });
    server.link.close(1006);
    await expect(lost).rejects.toMatchObject({ code: "unavailable" });
    await expect(connection.request({ action: "ping" })).rejects.toBeInstanceOf(ProtocolError);
    await clock.advance(1_000);
    server.link.accept();
    const silent = connection.request({ action: "leave_room", room_id: "r" });
    const outcome = expect(silent).rejects.toMatchObject({ code: "unavailable" });
    await clock.advance(17_000);
    await outcome;
  });

  it.each(["unavailable", "internal"] as const)(
    "comes back with a back-off when authenticating is answered %s",
    async (code) => {
      const { server, connection, clock } = setUp();
      connection.start();
      await settle();
      server.link.opened();
      const { ref } = server.link.last("authenticate");
      server.link.say({ event: "error", ref: String(ref), code, message: "not now" });
      await settle();
      expect(connection.state).toMatchObject({ status: "waiting", attempt: 1, reason: "lost" });
      expect((connection.state.retryAt ?? 0) - clock.now()).toBe(500);
      await clock.advance(500);
      expect(server.links).toHaveLength(2);
      server.link.accept();
      expect(connection.online).toBe(true);
    },
  );

  it("waits longer after each failure, counting down to a time it keeps", async () => {
    const { server, connection, clock, connect, states } = setUp();
    await connect();
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      server.link.close(1006);
      const { retryAt = 0, attempt, status } = connection.state;
      expect({ attempt, status }).toEqual({ attempt: i + 1, status: "waiting" });
      waits.push(retryAt - clock.now());
      await clock.advance(retryAt - clock.now());
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    expect(server.links).toHaveLength(9);
    server.link.accept();
    expect(connection.state.attempt).toBe(0);
    expect(states.filter(({ status }) => status === "online")).toHaveLength(2);
  });

  it("backs off from a server that takes it in and throws it out, and forgives after a while", async () => {
    const { server, connection, clock, connect } = setUp();
    await connect();
    server.link.close(3001);
    await clock.advance(500);
    server.link.accept();
    server.link.close(3001);
    expect((connection.state.retryAt ?? 0) - clock.now()).toBe(1_000);
    await clock.advance(1_000);
    server.link.accept();
    await clock.advance(6_000);
    server.link.close(3001);
    expect((connection.state.retryAt ?? 0) - clock.now()).toBe(500);
  });

  it("connects at once when asked to, or when the network comes back", async () => {
    const { server, connection, connect, network } = setUp();
    await connect();
    server.link.close(1006);
    connection.retryNow();
    await settle();
    expect(server.links).toHaveLength(2);
    network.online = false;
    server.link.close(1006);
    expect(connection.state.status).toBe("offline");
    network.online = true;
    network.changed();
    await settle();
    expect(server.links).toHaveLength(3);
  });

  it("connects anew at once when the network came back during an attempt that fails", async () => {
    const { server, connection, clock, connect, network } = setUp();
    await connect();
    network.online = false;
    server.link.close(1006);
    connection.retryNow();
    await settle();
    network.online = true;
    network.changed();
    server.link.close(1006);
    await clock.advance(0);
    expect(server.links).toHaveLength(3);
    // It helps once.
    server.link.close(1006);
    await clock.advance(0);
    expect(server.links).toHaveLength(3);
    expect(connection.state.status).toBe("waiting");
  });

  it("comes back when a draining server said, also when that died before its 1012", async () => {
    for (const code of [1012, 1006]) {
      const { server, connection, clock, connect } = setUp();
      await connect();
      server.link.say({ event: "draining", retry_after_ms: 4_321 });
      server.link.close(code);
      expect(connection.state).toMatchObject({ status: "waiting", reason: "draining" });
      expect((connection.state.retryAt ?? 0) - clock.now()).toBe(4_321);
    }
  });

  it("stays away when the server wants nobody back, and says why", async () => {
    const { server, connection, clock, connect } = setUp();
    await connect();
    server.link.close(3501);
    expect(connection.state).toEqual({
      status: "closed",
      attempt: 0,
      closeCode: 3501,
      reason: "banned",
    });
    await clock.advance(120_000);
    expect(server.links).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it("replaces an expired token before it comes back, at once but not over and over", async () => {
    const { server, connection, clock, connect, renewed } = setUp();
    await connect();
    server.link.close(3002);
    await clock.advance(0);
    expect(renewed).toEqual(["t1"]);
    server.link.opened();
    expect(server.link.last("authenticate").token).toBe("t1+");
    server.link.close(3002);
    expect((connection.state.retryAt ?? 0) - clock.now()).toBeGreaterThan(0);
  });

  it("renews its token on the same socket", async () => {
    let token = "t1";
    const { server, connection, connect } = setUp({ accessToken: async () => token });
    await connect();
    token = "t2";
    server.link.say({ event: "reauthenticate", expires_in: 30 });
    await settle();
    expect(server.link.last("authenticate")).toMatchObject({ token: "t2" });
    expect(server.link.last("authenticate").cursors).toBeUndefined();
    expect(server.links).toHaveLength(1);
    expect(connection.online).toBe(true);
  });

  it("is closed when there is nobody to authenticate as, and tries again when that can't be known", async () => {
    const signedOut = setUp({ accessToken: async () => undefined });
    signedOut.connection.start();
    await settle();
    expect(signedOut.connection.state).toMatchObject({
      status: "closed",
      reason: "unauthenticated",
    });
    const unreachable = setUp({
      accessToken: () => Promise.reject(new ProtocolError("unavailable", "down")),
    });
    unreachable.connection.start();
    await settle();
    expect(unreachable.connection.state).toMatchObject({ status: "waiting", attempt: 1 });
  });

  it("pings when either side was silent, and gives up on one that stays so", async () => {
    const { server, connection, clock, connect } = setUp();
    await connect();
    await clock.advance(25_000);
    expect(server.link.count("ping")).toBe(1);
    server.link.say({ event: "pong", at: 0 });
    await clock.advance(20_000);
    connection.notify({ action: "typing", room_id: "r", on: true });
    await clock.advance(5_000);
    // We spoke, they did not: a listener that only types would never notice.
    expect(server.link.count("ping")).toBe(2);
    const dead = server.link;
    await clock.advance(9_999);
    expect(connection.online).toBe(true);
    await clock.advance(1);
    expect(connection.state.reason).toBe("heartbeat_lost");
    expect(dead.closedByClient).toBe(3000);
    dead.close(1006);
    expect(connection.state.attempt).toBe(1);
  });

  it("takes any frame for a sign of life", async () => {
    const { server, connection, clock, connect } = setUp();
    await connect();
    for (let i = 0; i < 20; i++) {
      await clock.advance(9_000);
      server.link.sayRaw("[]");
    }
    expect(connection.online).toBe(true);
    expect(server.link.count("ping")).toBeGreaterThan(3);
  });

  it("makes sure of its connection quickly when the network changed", async () => {
    const { connection, clock, connect, network, server } = setUp();
    await connect();
    network.online = false;
    network.changed();
    expect(server.link.count("ping")).toBe(1);
    await clock.advance(1_500);
    expect(connection.state.status).toBe("offline");
  });

  it("gives up on a server that takes the connection and says nothing", async () => {
    const { connection, clock, server } = setUp();
    connection.start();
    await settle();
    server.link.opened();
    await clock.advance(15_000);
    expect(connection.state).toMatchObject({ status: "waiting", reason: "lost" });
  });

  it("survives frames that are none", async () => {
    const { server, connection, connect } = setUp();
    await connect();
    for (const data of ["{", '{"event":"pong"}', "null", new ArrayBuffer(2)]) {
      server.link.sayRaw(data);
    }
    expect(connection.online).toBe(true);
  });

  it("leaves nothing behind when stopped", async () => {
    const { server, connection, clock, connect } = setUp();
    await connect();
    connection.stop();
    expect(server.link.closedByClient).toBe(1000);
    expect(clock.pending).toBe(0);
    expect(connection.state).toMatchObject({ status: "closed", reason: "stopped" });
  });
});

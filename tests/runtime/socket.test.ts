import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { EchoServer } from "./echo-server.ts";
import { close, closePayload, OPCODE, ping, text } from "./raw-frame.ts";
import { closeCode, RawWebSocket } from "./raw-websocket.ts";

const MIB = 1_024 * 1_024;
/** Longer than a test that is held up takes for its answer. */
const CLOSE_MS = 5_000;

describe.each(RUNTIMES)("%s", (runtime) => {
  let server: EchoServer;
  beforeAll(async () => {
    server = await EchoServer.start(runtime, {
      limits: { closeMs: CLOSE_MS, unsentBytes: 16 * MIB },
    });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  test("keeps the order of what a turn sends, shared and alone", async () => {
    using listener = await RawWebSocket.open(server.port);
    using sender = await RawWebSocket.open(server.port);
    sender.send(text("!room first"), text("!room zweite ✓"), text("echo"));
    for (const expected of ["first", "ack", "zweite ✓", "ack", "echo"]) {
      expect(await sender.nextText()).toBe(expected);
    }
    expect(await listener.nextText()).toBe("first");
    expect(await listener.nextText()).toBe("zweite ✓");
  });

  test.each([0, 125, 126, 65_535, 65_536, 200_000])(
    "sends a shared frame of %i bytes",
    async (size) => {
      using ws = await RawWebSocket.open(server.port);
      ws.send(text(`!flood 2 ${size}`));
      expect(await ws.nextText()).toBe("x".repeat(size));
      expect(await ws.nextText()).toBe("x".repeat(size));
    },
  );

  test("tells of a ping, and answers it", async () => {
    using ws = await RawWebSocket.open(server.port);
    ws.send(ping("there"));
    expect((await ws.next())?.opcode).toBe(OPCODE.pong);
    await server.line(/^pinged$/);
  });

  test("says its last words before it closes, and none after", async () => {
    using ws = await RawWebSocket.open(server.port);
    ws.send(text("!close 3001 slow"), text("not heard any more"));
    expect(await ws.nextText()).toBe("last words");
    const frame = await ws.next();
    expect(frame).toEqual({ opcode: OPCODE.close, payload: closePayload(3001, "slow") });
    ws.send(close(3001));
    expect(await ws.rest()).toEqual([]);
    await server.line(/^closed 3001$/);
  });

  test("cuts off a peer that never answers its close", async () => {
    using ws = await RawWebSocket.open(server.port);
    ws.send(text("!close 3501 banned"));
    expect((await ws.rest()).map((frame) => frame.opcode)).toEqual([OPCODE.text, OPCODE.close]);
    await server.line(/^closed \d+$/);
  });

  test("cuts off at once when told to", async () => {
    using ws = await RawWebSocket.open(server.port);
    ws.send(text("!terminate"));
    expect(await ws.rest()).toEqual([]);
    await server.line(/^closed 1006$/);
  });

  test("reports a handler that throws, and closes with 1011", async () => {
    using ws = await RawWebSocket.open(server.port);
    ws.send(text("!throw"), text("not heard"));
    expect(closeCode(await ws.next())).toBe(1011);
    await server.line(/^report message: Error: the handler's own fault/);
    using other = await RawWebSocket.open(server.port);
    other.send(text("still there"));
    expect(await other.nextText()).toBe("still there");
  });

  test("tells the end once, however it came", async () => {
    const reset = await RawWebSocket.open(server.port);
    reset.connection.socket.resetAndDestroy();
    await server.line(/^closed 1006$/);
    const left = await RawWebSocket.open(server.port);
    left.connection.socket.end();
    await server.line(/^closed 1006$/);
    using polite = await RawWebSocket.open(server.port);
    polite.send(close(4321));
    expect(closeCode(await polite.next())).toBe(4321);
    await server.line(/^closed 4321$/);
    expect(server.lines.filter((line) => line.startsWith("closed"))).toEqual([]);
  });

  test("keeps what the kernel won't take, and tells when it has gone", async () => {
    using ws = await RawWebSocket.open(server.port);
    ws.connection.socket.pause();
    ws.send(text(`!flood 12 ${MIB}`));
    expect(await server.line(/^flood /)).toMatch(/^flood 12 1258\d{4}$/);
    ws.connection.socket.resume();
    for (let i = 0; i < 12; i++) expect((await ws.next())?.payload.length).toBe(MIB);
    await server.line(/^drain 0$/);
    ws.send(text("all came"));
    expect(await ws.nextText()).toBe("all came");
  });

  test("refuses frames beyond its bound, and loses none that it took", async () => {
    using ws = await RawWebSocket.open(server.port);
    ws.connection.socket.pause();
    ws.send(text(`!flood 100 ${MIB}`));
    const [, sent] = /^flood (\d+) /.exec(await server.line(/^flood /)) ?? [];
    // With the headers that we make, 16 are a little more than the bound.
    expect([15, 16]).toContain(Number(sent));
    ws.connection.socket.resume();
    for (let i = 0; i < Number(sent); i++) expect((await ws.next())?.payload.length).toBe(MIB);
    ws.send(text("and no more"));
    expect(await ws.nextText()).toBe("and no more");
  });

  test("stops reading while it is paused, and then reads on", async () => {
    using ws = await RawWebSocket.open(server.port);
    ws.send(text("!pause 300"));
    expect(await ws.nextText()).toBe("pausing");
    ws.send(text("later"));
    expect(await ws.nextText()).toBe("resuming");
    expect(await ws.nextText()).toBe("later");
  });

  test("answers many sockets at once", async () => {
    const sockets = await Promise.all(
      Array.from({ length: 200 }, () => RawWebSocket.open(server.port)),
    );
    sockets[0]?.send(text("!room all of you"));
    for (const ws of sockets.slice(1)) expect(await ws.nextText()).toBe("all of you");
    for (const ws of sockets) ws[Symbol.dispose]();
  });
});

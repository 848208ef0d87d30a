import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DIFFERENCES } from "../../src/runtime/differences.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { until } from "../harness/wait.ts";
import { EchoServer } from "./echo-server.ts";
import { RawConnection } from "./raw-websocket.ts";

const BODY_BYTES = 100_000;
/** More than fits into the buffers of a connection. */
const DISCARD_BYTES = 16_000_000;
/** Before the time-out of a whole request could be what ends an idle connection. */
const IDLE_DEADLINE = 15_000;
const HANDSHAKE = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Over a connection of its own: one that is ended after two idle seconds may look good to who is held up. */
const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, headers: { connection: "close" } });

const statusOf = (head: string): number => Number(head.split(" ")[1]);

/** Writes a little twice a second until the connection ends, so that it is never idle. */
const drip = (connection: RawConnection, bytes: string): void => {
  const timer = setInterval(() => connection.socket.write(bytes), 500);
  connection.socket.once("close", () => clearInterval(timer));
};

describe.concurrent.each(RUNTIMES)("%s", (runtime) => {
  let server: EchoServer;
  beforeAll(async () => {
    server = await EchoServer.start(runtime, {
      limits: {
        headersMs: 2_000,
        requestMs: 20_000,
        idleMs: 2_000,
        bodyBytes: BODY_BYTES,
        discardBytes: DISCARD_BYTES,
      },
    });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  const get = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
    using connection = await RawConnection.open(server.port);
    const head = await connection.request(path, { ...headers, "X-Test": "1" }, method);
    return { head, status: statusOf(head) };
  };

  describe("handshake", () => {
    test("is completed as RFC 6455 §4.2.2 says", async () => {
      const { head, status } = await get("/api/ws", HANDSHAKE);
      expect(status).toBe(101);
      expect(head).toMatch(/^sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=$/im);
      expect(head).not.toMatch(/^sec-websocket-(protocol|extensions):/im);
    });

    test.each(["crosstalk.v1", "other, crosstalk.v1", "crosstalk.v1,other"])(
      "agrees to the subprotocol in %s",
      async (offered) => {
        const { head } = await get("/api/ws", { ...HANDSHAKE, "Sec-WebSocket-Protocol": offered });
        expect(head).toMatch(/^sec-websocket-protocol: crosstalk\.v1$/im);
      },
    );

    test("agrees to no other subprotocol and to no compression", async () => {
      const { head, status } = await get("/api/ws", {
        ...HANDSHAKE,
        "Sec-WebSocket-Protocol": "other",
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
      });
      expect(status).toBe(101);
      expect(head).not.toMatch(/^sec-websocket-(protocol|extensions):/im);
    });

    test("is refused with the route's whole response", async () => {
      using connection = await RawConnection.open(server.port);
      const head = await connection.request("/api/ws", {
        ...HANDSHAKE,
        Origin: "https://stranger.example",
      });
      expect(statusOf(head)).toBe(403);
      expect(head).toMatch(/^x-reason: origin$/im);
      const body = await connection.until("the body", () => {
        const received = connection.received.toString();
        return received.endsWith("}}") ? received : undefined;
      });
      expect(JSON.parse(body)).toEqual({
        error: { code: "forbidden", message: "this origin may not" },
      });
      await connection.end();
    });

    test("is refused at other paths", async () => {
      expect((await get("/elsewhere", HANDSHAKE)).status).toBe(404);
    });

    test.each([
      ["without Upgrade", { Connection: "keep-alive" }],
      ["without a key", { ...HANDSHAKE, "Sec-WebSocket-Key": "" }],
      ["with a bad key", { ...HANDSHAKE, "Sec-WebSocket-Key": "short" }],
      ["of an old version", { ...HANDSHAKE, "Sec-WebSocket-Version": "7" }],
    ])("is refused %s", async (_, headers) => {
      expect([400, 426]).toContain((await get("/api/ws", headers)).status);
    });

    test("survives a peer that leaves while the route decides", async () => {
      for (let i = 0; i < 20; i++) {
        const connection = await RawConnection.open(server.port);
        const lines = Object.entries(HANDSHAKE).map(([name, value]) => `${name}: ${value}`);
        connection.socket.write(`GET /api/ws HTTP/1.1\r\nHost: x\r\n${lines.join("\r\n")}\r\n\r\n`);
        connection.socket.resetAndDestroy();
      }
      expect((await get("/ip")).status).toBe(200);
    });
  });

  test.each(["GET /ip", "POST /body"])(
    "passes over an Upgrade that is none of ours: %s",
    async (request) => {
      using connection = await RawConnection.open(server.port);
      const [method = "", path = ""] = request.split(" ");
      const head = await connection.request(
        path,
        {
          Connection: "Upgrade, HTTP2-Settings",
          Upgrade: "h2c",
          "HTTP2-Settings": "AAMAAABkAAQAAP__",
          ...(method === "POST" ? { "Content-Length": "3" } : {}),
        },
        method,
        method === "POST" ? "abc" : "",
      );
      expect(statusOf(head)).toBe(200);
      const body = method === "POST" ? "3" : "127.0.0.1";
      await connection.until(
        "the body",
        () => connection.received.toString() === body || undefined,
      );
    },
  );

  test("tells the peer's address", async () => {
    const answer = await ask(`${server.url}/ip`);
    expect(await answer.text()).toBe("127.0.0.1");
  });

  test("answers a route that throws with a plain 500, and reports it", async () => {
    const answer = await ask(`${server.url}/throw`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      error: { code: "internal", message: "internal error" },
    });
    await server.line(/^report request: Error: the route's own fault/);
  });

  test("streams a response", async () => {
    const answer = await ask(`${server.url}/stream`);
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    expect(await answer.text()).toBe([5, 4, 3, 2, 1].map((n) => `data: ${n}\n\n`).join(""));
  });

  test("ends all answers of a connection that closes, those that wait for their turn too", async () => {
    const count = async () => Number(await (await ask(`${server.url}/endless/count`)).text());
    const connection = await RawConnection.open(server.port);
    connection.socket.pause();
    const asked = DIFFERENCES[runtime].noPipelining === undefined ? 20 : 1;
    connection.socket.write("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n".repeat(asked));
    await until("they are begun", async () => (await count()) === asked);
    connection.socket.destroy();
    await until("they are ended", async () => (await count()) === 0);
  });

  describe("limits", () => {
    test("takes headers of 15 KiB and refuses 17", async () => {
      expect((await get("/ip", { "X-Long": "x".repeat(15 * 1_024) })).status).toBe(200);
      expect((await get("/ip", { "X-Long": "x".repeat(17 * 1_024) })).status).toBe(431);
    });

    test("takes the largest body and refuses a larger one before it is sent", async () => {
      const answer = await ask(`${server.url}/body`, {
        method: "POST",
        body: new Uint8Array(BODY_BYTES),
      });
      expect(await answer.text()).toBe(String(BODY_BYTES));
      const { status } = await get("/body", { "Content-Length": String(BODY_BYTES + 1) }, "POST");
      expect(status).toBe(413);
    });

    test("refuses a larger one that is sent nevertheless, and answers what follows", async () => {
      for (const bytes of [BODY_BYTES + 1, DISCARD_BYTES / 4, DISCARD_BYTES]) {
        const refused = await fetch(`${server.url}/body`, {
          method: "POST",
          body: new Uint8Array(bytes),
        });
        expect(refused.status).toBe(413);
        expect(await refused.json()).toMatchObject({ error: { code: "too_large" } });
        expect((await fetch(`${server.url}/ip`)).status).toBe(200);
      }
    });

    test("takes none that is too large by far", async () => {
      using connection = await RawConnection.open(server.port);
      const headers = { "Content-Length": String(DISCARD_BYTES + 1) };
      expect(statusOf(await connection.request("/body", headers, "POST"))).toBe(413);
      await connection.end(IDLE_DEADLINE);
    });

    test.each([
      ["two lengths", { "Content-Length": "3, 4" }],
      ["a length and chunks", { "Content-Length": "3", "Transfer-Encoding": "chunked" }],
      ["a length that is none", { "Content-Length": "-3" }],
    ])("refuses %s", async (_, headers) => {
      expect((await get("/body", headers, "POST")).status).toBe(400);
    });

    const headersDeadline =
      DIFFERENCES[runtime].headersTimeFixed === undefined ? IDLE_DEADLINE : 60_000;
    test.each([
      ["says nothing", "", ""],
      ["never ends its headers", "GET /ip HTTP/1.1\r\nHost: x\r\n", ""],
      ["ends its headers too slowly", "GET /ip HTTP/1.1\r\nHost: x\r\n", "X: y\r\n"],
    ])("cuts off a peer that %s", async (_, first, more) => {
      using connection = await RawConnection.open(server.port);
      connection.socket.write(first);
      if (more !== "") drip(connection, more);
      await connection.end(headersDeadline);
    });

    test.each([
      ["Content-Length: 90000", "x"],
      ["Transfer-Encoding: chunked", "1\r\nx\r\n"],
    ])("cuts off a body that comes too slowly (%s)", async (length, more) => {
      using connection = await RawConnection.open(server.port);
      connection.socket.write(`POST /body HTTP/1.1\r\nHost: x\r\n${length}\r\n\r\n`);
      drip(connection, more);
      await connection.end();
    });

    test.each(["GET", "POST"])("closes a connection that is idle after a %s", async (method) => {
      using connection = await RawConnection.open(server.port);
      const body = method === "POST" ? "Content-Length: 3\r\n\r\nabc" : "\r\n";
      const path = method === "POST" ? "/body" : "/ip";
      connection.socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${body}`);
      expect(statusOf(await connection.head())).toBe(200);
      await connection.end(IDLE_DEADLINE);
    });

    test("but not one whose answer takes its time", async () => {
      await using patient = await EchoServer.start(runtime, {
        limits: { requestMs: 20_000, idleMs: 2_000 },
      });
      const wait = async (method: string, rest: string): Promise<void> => {
        using connection = await RawConnection.open(patient.port);
        connection.socket.write(`${method} /late?ms=5000 HTTP/1.1\r\nHost: x\r\n${rest}`);
        expect(statusOf(await connection.head())).toBe(200);
        await connection.end(IDLE_DEADLINE);
      };
      await Promise.all([
        wait("GET", "\r\n"),
        wait("DELETE", "\r\n"),
        wait("POST", "Content-Length: 3\r\n\r\nabc"),
      ]);
    });

    if (DIFFERENCES[runtime].bodyPaceOnly === undefined) {
      test("bounds a body that keeps coming", async () => {
        using connection = await RawConnection.open(server.port);
        connection.socket.write("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n");
        // All of it would take longer than a request may.
        drip(connection, "x".repeat(1_000));
        expect(statusOf(await connection.head())).toBe(408);
      });

      test("and one that keeps coming after its answer", async () => {
        using connection = await RawConnection.open(server.port);
        const headers = { "Transfer-Encoding": "chunked" };
        expect(statusOf(await connection.request("/unread", headers, "POST"))).toBe(200);
        drip(connection, `fa0\r\n${"x".repeat(4_000)}\r\n`);
        await connection.end();
      });
    }
  });
});

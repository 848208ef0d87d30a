import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guest, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";

/** What requests get that no browser would send, from the servers as shipped: the runtimes read them apart. */

const EVIL = "https://evil.example";
const PROTECTION = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
} as const;

interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

describe.each(RUNTIMES)("on %s", (runtime) => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({
      runtime,
      env: { RATE_LIMITS: "off", GUESTS: "public", METRICS_TOKEN: "a token of the tests" },
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** As it is written here: fetch would tidy it up. */
  const raw = async (method: string, target: string, headers = "", body = "") => {
    const socket = connect(server.port, "127.0.0.1");
    const length = body === "" ? "" : `Content-Length: ${body.length}\r\n`;
    const head = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n`;
    socket.write(`${head}${headers}${length}\r\n${body}`);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    const [start = "", ...rest] = answer.split("\r\n\r\n");
    const [status = "", ...lines] = start.split("\r\n");
    const pairs = lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
    return {
      status: Number(status.split(" ")[1]),
      headers: new Headers(pairs),
      body: rest.join("\r\n\r\n"),
    } satisfies RawAnswer;
  };

  it.each([
    "/../package.json",
    "/assets/../../../package.json",
    "/%2e%2e/package.json",
    "/..%2fpackage.json",
    "/%2e%2e%2f%2e%2e%2fpackage.json",
    "/..%5c..%5cpackage.json",
    "/%5c%2e%2e%5cpackage.json",
    "/%252e%252e/package.json",
    "/%c0%ae%c0%ae/package.json",
    "/....//package.json",
    "/package.json%00.html",
    "/%00",
    "/admin/..%2f..%2fpackage.json",
    "/admin/%2e%2e/%2e%2e/%2e%2e/package.json",
    "/api/docs/..%2f..%2frouter.ts",
    "/api/docs/%2e%2e/%2e%2e/router.ts",
    "/api/docs/../../../src/http/router.ts",
    "file:///etc/passwd",
    "/etc/passwd",
    "/.git/config",
    "/data/jwt-secret",
  ])("static files never leave their folder: %s", async (target) => {
    for (const headers of ["", "Accept: text/html\r\n"]) {
      const { status, body } = await raw("GET", target, headers);
      // With Accept it may be a page's own address: then it is the page, and nothing else.
      expect(headers === "" ? [400, 404] : [200, 400, 404]).toContain(status);
      expect(body).not.toMatch(/root:|"scripts"|createHttpApp|\[core\]|^[0-9a-f]{64}/);
    }
  });

  it.each(["PUT", "DELETE", "TRACE", "PROPFIND", "QUERY"])(
    "%s has no use on what is read alone, and answers like any error",
    async (method) => {
      for (const path of ["/", "/metrics", "/api/health", "/api/docs/", "/api/nothing"]) {
        const { status, headers, body } = await raw(method, path);
        expect({ path, status }).toEqual({ path, status: 404 });
        expect(JSON.parse(body)).toMatchObject({ error: { code: "not_found" } });
        for (const [name, value] of Object.entries(PROTECTION))
          expect(headers.get(name)).toBe(value);
      }
    },
  );

  it("HEAD tells what GET would, without its body", async () => {
    for (const path of ["/", "/api/health", "/api/auth/me", "/api/nothing", "/api/openapi.json"]) {
      const [head, get] = [await raw("HEAD", path), await raw("GET", path)];
      expect(head.status).toBe(get.status);
      expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
      expect(head.body).toBe("");
    }
  });

  it("no origin is allowed that is not listed, whatever is asked with it", async () => {
    for (const [method, path] of [
      ["GET", "/api/health"],
      ["GET", "/"],
      ["GET", "/metrics"],
      ["GET", "/api/nothing"],
      ["OPTIONS", "/api/rooms"],
      ["POST", "/api/auth/guest"],
    ] as const) {
      const asked = "Access-Control-Request-Method: POST\r\n";
      const { headers } = await raw(method, path, `Origin: ${EVIL}\r\n${asked}`);
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("server")).toBeNull();
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  it("a body is too large at 64 KiB and a byte, announced or in chunks, for whoever sends it", async () => {
    const json = "Content-Type: application/json\r\n";
    const exact = `{"username":"${"x".repeat(65_536 - 15)}"}`;
    expect(exact).toHaveLength(65_536);
    expect((await raw("POST", "/api/auth/login", json, exact)).status).toBe(400);
    const larger = await raw("POST", "/api/auth/login", json, `${exact} `);
    expect(larger.status).toBe(413);
    expect(JSON.parse(larger.body)).toMatchObject({ error: { code: "too_large" } });
    for (const [name, value] of Object.entries(PROTECTION)) {
      expect(larger.headers.get(name)).toBe(value);
    }
    const chunk = `8000\r\n${" ".repeat(0x8000)}\r\n`;
    const chunked = await raw(
      "POST",
      "/api/auth/login",
      `${json}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}1\r\n \r\n0\r\n`,
    );
    expect(chunked.status).toBe(413);
  });

  it("answers that refuse a socket have the headers of every other", async () => {
    const handshake =
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const foreign = `GET /api/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n${handshake}`;
    const socket = connect(server.port, "127.0.0.1");
    socket.write(`${foreign}Origin: ${EVIL}\r\n\r\n`);
    let answer = "";
    for await (const part of socket) {
      answer += String(part);
      if (answer.includes("forbidden")) break;
    }
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    for (const [name, value] of Object.entries(PROTECTION)) {
      expect(answer.toLowerCase()).toContain(`${name}: ${value}`.toLowerCase());
    }
  });

  it("GUESTS=public lets guests into public rooms, and no further", async () => {
    const rest = new Rest(server.url);
    const [owner, visitor] = [await register(rest, "owner"), await guest(rest)];
    const make = async (name: string, kind: string) => {
      const body = { name, kind };
      const answer = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", {
        token: owner.token,
        body,
      });
      return answer.room.id;
    };
    const [open, shut] = [await make("open", "public"), await make("shut", "private")];
    const { token } = visitor;
    const status = async (method: string, path: string, body?: object) =>
      (await rest.call(method, path, { token, body })).status;
    expect(await status("GET", `/api/rooms/${open}`)).toBe(200);
    expect(await status("POST", `/api/rooms/${open}/join`)).toBe(200);
    expect(await status("POST", `/api/rooms/${open}/messages`, { content: "hi" })).toBe(201);
    expect(await status("POST", `/api/rooms/${shut}/join`)).toBe(404);
    expect(await status("POST", "/api/rooms", { name: "mine", kind: "public" })).toBe(403);
    expect(await status("POST", "/api/rooms/direct", { user_id: owner.user.id })).toBe(403);
    const found = await rest.ok<{ rooms: { id: string }[] }>("GET", "/api/rooms/discover", {
      token,
    });
    expect(found.rooms.map(({ id }) => id)).toEqual([open]);
  });
});

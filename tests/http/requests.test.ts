import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorBody } from "../../src/protocol/rest/route.ts";
import { type Identity, PASSWORD, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

type Body = NonNullable<RequestInit["body"]> | null;

const LISTED = "https://app.example";
const EVIL = "https://evil.example";

let server: HttpServer;
let rest: Rest;
let ada: Identity;
beforeAll(async () => {
  server = await startHttpServer({ CORS_ORIGINS: LISTED });
  rest = new Rest(server.url);
  ada = await register(rest, "ada");
});
afterAll(() => server[Symbol.asyncDispose]());

const post = (path: string, body: Body, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${ada.token}`,
      ...headers,
    },
    body,
  });
const errorOf = async (response: Response): Promise<ErrorBody["error"]> => {
  const body: unknown = await response.json();
  return (body as ErrorBody).error;
};

describe("bodies", () => {
  const malformed: [what: string, body: Body][] = [
    ["cut off", '{"name":"x"'],
    ["no JSON", "name=x"],
    ["an array", "[]"],
    ["null", "null"],
    ["a string", '"x"'],
    ["a number", "1"],
    ["not UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["deep", "[".repeat(30_000) + "]".repeat(30_000)],
    ["deep in a field", `{"name":${"[".repeat(30_000)}${"]".repeat(30_000)}}`],
    ["deep in an unknown field", `{"x":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}}`],
    ["with __proto__", '{"__proto__":{"role":"admin"},"name":"x","kind":"public"}'],
    ["with constructor", '{"constructor":{"prototype":{}},"name":"x","kind":"public"}'],
    ["with an unknown field", '{"name":"x","kind":"public","role":"owner"}'],
    ["with a NUL", '{"name":"a\\u0000b","kind":"public"}'],
    ["with a lone surrogate", '{"name":"a\\ud800","kind":"public"}'],
    ["with a number for text", '{"name":1,"kind":"public"}'],
    ["with a huge number", '{"name":"x","kind":"public","topic":1e999}'],
  ];
  it("that end with their connection count as bad requests, and not as failures here", async () => {
    const { errors } = server.services.meter;
    const counted: string[] = [];
    const add = errors.add.bind(errors);
    errors.add = (code) => {
      counted.push(code);
      add(code);
    };
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    const head = "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json";
    socket.end(`${head}\r\nContent-Length: 90\r\n\r\n{"usernam`);
    await until("it is counted", () => counted.length > 0);
    errors.add = add;
    expect(counted).toEqual(["bad_request"]);
  });

  it.each(malformed)("that are %s are bad requests", async (_what, body) => {
    const response = await post("/api/rooms", body);
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    expect(error.code).toBe("bad_request");
    expect(JSON.stringify(error)).not.toMatch(/ at |node_modules|\.ts|valibot/);
  });

  it("name the fields that are wrong, all of them", async () => {
    const response = await post("/api/rooms", '{"name":"","kind":"castle","x":1}');
    const paths = (await errorOf(response)).issues?.map((issue) => issue.path);
    expect(new Set(paths)).toEqual(new Set(["kind", "name", "x"]));
  });

  it("have a content type that a page can't send across origins unasked", async () => {
    const body = JSON.stringify({ name: "typed", kind: "public" });
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      expect((await post("/api/rooms", body, { "content-type": type })).status).toBe(400);
    }
    const utf8 = { "content-type": "Application/JSON; charset=utf-8" };
    expect((await post("/api/rooms", body, utf8)).status).toBe(201);
  });

  it("of a field given twice count as the last, and harm nothing", async () => {
    const response = await post("/api/rooms", '{"kind":"private","name":"one","name":"two"}');
    expect(await response.json()).toMatchObject({ room: { name: "two" } });
  });

  it("of calls that take none are empty", async () => {
    const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", {
      token: ada.token,
      body: { name: "no body", kind: "public" },
    });
    const calls = [
      ["POST", `/api/rooms/${room.id}/join`, 200],
      ["PUT", "/api/users/nobody/block", 404],
      ["DELETE", "/api/users/nobody/block", 204],
      ["POST", "/api/auth/refresh", 401],
      ["POST", "/api/auth/logout", 204],
    ] as const;
    for (const [method, path, status] of calls) {
      const token = path.endsWith("logout") ? undefined : ada.token;
      const answers = [{ junk: 1 }, [], {}].map(
        async (body) => (await rest.call(method, path, { token, body })).status,
      );
      expect([path, ...(await Promise.all(answers))]).toEqual([path, 400, 400, status]);
    }
  });

  it("are at most 64 KiB, announced or not", async () => {
    const padded = (bytes: number): string => {
      const shell = JSON.stringify({ name: "", kind: "public" });
      return JSON.stringify({ name: "x".repeat(bytes - shell.length), kind: "public" });
    };
    expect((await post("/api/rooms", padded(65_536))).status).toBe(400);
    const tooLarge = await post("/api/rooms", padded(65_537));
    expect(tooLarge.status).toBe(413);
    expect((await errorOf(tooLarge)).code).toBe("too_large");

    const chunks = Array.from({ length: 5 }, () => new Uint8Array(16_384).fill(0x20));
    const chunked = await fetch(`${server.url}/api/rooms`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}` },
      body: ReadableStream.from(chunks),
      duplex: "half",
    });
    expect(chunked.status).toBe(413);
  });
});

describe("queries", () => {
  it.each(["limit=0", "limit=101", "limit=ten", "limit=1&limit=2", "unknown=1", "cursor="])(
    "refuse ?%s",
    async (query) => {
      const answer = await rest.call("GET", `/api/rooms/discover?${query}`, { token: ada.token });
      expect(answer.status).toBe(400);
    },
  );

  it("take a cursor that this server never gave for a bad request, or for a page", async () => {
    for (const cursor of ["x", "%00", "../../etc/passwd", "9".repeat(300), "e30"]) {
      const path = `/api/rooms/discover?cursor=${encodeURIComponent(cursor)}`;
      expect([200, 400]).toContain((await rest.call("GET", path, { token: ada.token })).status);
    }
  });
});

describe("what is not there", () => {
  it.each([
    ["GET", "/api/nothing"],
    ["POST", "/api/rooms/x/nothing"],
    ["GET", "/api"],
    ["GET", "/api/"],
    ["GET", "/api/uploads"],
    ["GET", "/api/admin/nothing"],
    ["GET", "/api/health/"],
    ["GET", "//api/health"],
    ["GET", "/api/%2e%2e/health%00"],
  ])("%s %s is not_found, in JSON", async (method, path) => {
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(404);
    expect((await errorOf(response)).code).toBe("not_found");
  });

  it("includes other methods, which Allow tells", async () => {
    const response = await fetch(`${server.url}/api/auth/me`, { method: "PUT" });
    expect(response.status).toBe(404);
    expect(response.headers.get("allow")?.split(", ").toSorted()).toEqual([
      "DELETE",
      "GET",
      "HEAD",
      "PATCH",
    ]);
    expect((await errorOf(response)).code).toBe("not_found");
  });
});

describe("other origins", () => {
  it("get no CORS header unless they are listed", async () => {
    for (const [origin, allowed] of [
      [LISTED, LISTED],
      [EVIL, null],
      ["null", null],
      [`${LISTED}.evil.example`, null],
    ] as const) {
      const response = await fetch(`${server.url}/api/health`, { headers: { origin } });
      expect(response.headers.get("access-control-allow-origin")).toBe(allowed);
      expect(response.headers.get("vary")).toContain("Origin");
    }
  });

  it("may ask before they call, when they are listed", async () => {
    const ask = (origin: string) =>
      fetch(`${server.url}/api/rooms`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });
    const allowed = await ask(LISTED);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(LISTED);
    expect(allowed.headers.get("access-control-allow-headers")).toContain("Authorization");
    expect(allowed.headers.get("access-control-allow-credentials")).toBe("true");
    expect((await ask(EVIL)).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("can use no cookie, nor set one", async () => {
    const credentials = JSON.stringify({ username: "ada", password: PASSWORD });
    for (const path of ["refresh", "logout", "login", "guest"]) {
      const body = path === "login" ? credentials : null;
      const headers = { origin: EVIL, cookie: ada.cookie };
      const response = await post(`/api/auth/${path}`, body, headers);
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    const own = { origin: server.url, cookie: ada.cookie };
    expect((await post("/api/auth/refresh", null, own)).status).toBe(200);
    const listed = { origin: LISTED, cookie: ada.cookie };
    expect((await post("/api/auth/refresh", null, listed)).status).toBe(200);
    expect((await rest.call("GET", "/api/auth/me", { token: ada.token })).status).toBe(200);
  });
});

describe("every answer", () => {
  it.each([
    "/api/health",
    "/api/nothing",
    "/api/ws",
    "/api/auth/me",
    "/metrics",
    "/",
    "/no-such-page",
    "/api/openapi.json",
    "/api/docs",
    "/api/docs/",
    "/api/docs/docs.js",
  ])("has the headers that browsers protect by: %s", async (path) => {
    const { headers } = await fetch(server.url + path, { redirect: "manual" });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("server")).toBeNull();
    const csp = headers.get("content-security-policy") ?? "";
    for (const directive of [
      "frame-ancestors 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "script-src 'self'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(csp.split("; ")).toContain(directive);
    }
    expect(csp).toContain(`connect-src 'self' ${server.url.replace("http", "ws")}`);
    expect(csp).not.toContain("unsafe-eval");
  });

  it("of the API is kept by no cache", async () => {
    const { headers } = await fetch(`${server.url}/api/health`);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("keeps its policy to itself whatever Host says", async () => {
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.end("GET /api/health HTTP/1.1\r\nHost: a;script-src *\r\nConnection: close\r\n\r\n");
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).not.toContain("script-src *");
  });

  it("has an id, which stands in the log with the route and never with what was secret", async () => {
    const path = "/api/invites/secretcode?token=secrettoken";
    const response = await fetch(server.url + path, { headers: { "x-request-id": "asked-1" } });
    expect(response.headers.get("x-request-id")).toBe("asked-1");
    const line = server.log.find((entry) => entry.includes("asked-1")) ?? "";
    expect(JSON.parse(line)).toMatchObject({
      message: "request",
      method: "GET",
      route: "/api/invites/:code",
      status: 400,
      ip: "127.0.0.1",
    });
    const log = server.log.join("");
    for (const secret of ["secretcode", "secrettoken", ada.token, PASSWORD]) {
      expect(log).not.toContain(secret);
    }
  });

  it("to a failure of the server's own tells nothing of it", async () => {
    const { rooms } = server.services.store;
    const real = rooms.countRooms;
    rooms.countRooms = () => Promise.reject(new Error("SELECT secret FROM rooms"));
    const response = await fetch(`${server.url}/api/stats`);
    rooms.countRooms = real;
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ error: { code: "internal" } });
    expect(body).not.toContain("SELECT");
    expect(server.log.some((line) => line.includes("SELECT secret"))).toBe(true);
  });
});

it("cookies are Secure and HSTS is told where the public address is https", async () => {
  await using secure = await startHttpServer({ PUBLIC_URL: "https://chat.example.org" });
  const response = await fetch(`${secure.url}/api/auth/guest`, {
    method: "POST",
    headers: { origin: "https://chat.example.org" },
  });
  expect(response.headers.getSetCookie()[0]).toContain("Secure");
  expect(response.headers.get("strict-transport-security")).toContain("max-age=");
  expect(response.headers.get("content-security-policy")).toContain("wss://chat.example.org");
  const foreign = await fetch(`${secure.url}/api/auth/guest`, {
    method: "POST",
    headers: { origin: secure.url },
  });
  expect(foreign.status).toBe(403);
});

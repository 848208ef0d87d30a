import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compressFiles } from "../../scripts/compress.ts";
import { ACTIONS } from "../../src/protocol/actions.ts";
import { ROUTES } from "../../src/protocol/rest/routes.ts";
import { guest, Rest } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

const PAGE = "<!doctype html><title>chat</title>";
/** With what no token of ours would have. */
const METRICS_TOKEN = "metrics: 50% off!";
const SCRIPT = `console.log("${"la ".repeat(1_000)}");`;

let server: HttpServer;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "crosstalk-ui-"));
  await writeFile(join(folder, "secret.txt"), "outside");
  const chat = join(folder, "chat-ui");
  const admin = join(folder, "admin-ui");
  await mkdir(join(chat, "assets"), { recursive: true });
  await mkdir(admin);
  await writeFile(join(chat, "index.html"), PAGE);
  await writeFile(join(chat, ".env"), "SECRET=1");
  await writeFile(join(chat, "assets", "main-4fGh12_x.js"), SCRIPT);
  await compressFiles(chat);
  await symlink(join(folder, "secret.txt"), join(chat, "link.txt"));
  await writeFile(join(admin, "index.html"), "<!doctype html><title>admin</title>");
  server = await startHttpServer({ METRICS_TOKEN }, folder);
});
afterAll(() => server[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers, redirect: "manual" });

/** A request line as it is written here: fetch would tidy it up. */
const raw = async (target: string): Promise<string> => {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
};

describe("pages", () => {
  it("are the chat at / and the dashboard at /admin/", async () => {
    const chat = await get("/");
    expect(chat.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await chat.text()).toBe(PAGE);
    expect(await (await get("/admin/")).text()).toContain("admin");
    const moved = await get("/admin");
    expect(moved.status).toBe(308);
    expect(moved.headers.get("location")).toBe("/admin/");
  });

  it("answer a browser's way to an address that only they know, and nothing else", async () => {
    const html = { accept: "text/html,application/xhtml+xml" };
    expect(await (await get("/rooms/123", html)).text()).toBe(PAGE);
    expect(await (await get("/admin/users", html)).text()).toContain("admin");
    expect((await get("/rooms/123", { accept: "*/*" })).status).toBe(404);
    expect((await get("/assets/gone.js", html)).status).toBe(404);
    expect((await get("/api/gone", html)).headers.get("content-type")).toContain("json");
    const posted = await fetch(`${server.url}/`, { method: "POST", headers: html });
    expect(posted.status).toBe(404);
  });

  it("let browsers keep what is named by its content, and ask for the rest", async () => {
    const script = await get("/assets/main-4fGh12_x.js");
    expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const page = await get("/");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const etag = page.headers.get("etag") ?? "";
    const again = await get("/", { "if-none-match": `W/${etag}` });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
  });

  it("come compressed to who takes it", async () => {
    const compressed = await get("/assets/main-4fGh12_x.js", { "accept-encoding": "gzip, br" });
    expect(compressed.headers.get("content-encoding")).toBe("br");
    expect(compressed.headers.get("vary")).toContain("Accept-Encoding");
    expect(await compressed.text()).toBe(SCRIPT);
    const types = [compressed.headers.get("content-type")];
    for (const accepted of ["gzip", "gzip;q=1.0, br;q=0", "GZIP ; q=0.5"]) {
      const zipped = await get("/assets/main-4fGh12_x.js", { "accept-encoding": accepted });
      expect(zipped.headers.get("content-encoding")).toBe("gzip");
      expect(zipped.headers.get("etag")).not.toBe(compressed.headers.get("etag"));
      expect(await zipped.text()).toBe(SCRIPT);
      types.push(zipped.headers.get("content-type"));
    }
    for (const accepted of ["identity", "br;q=0, gzip;q=0.000"]) {
      const plain = await get("/assets/main-4fGh12_x.js", { "accept-encoding": accepted });
      expect(plain.headers.get("content-encoding")).toBeNull();
      expect(plain.headers.get("vary")).toContain("Accept-Encoding");
      types.push(plain.headers.get("content-type"));
    }
    expect(new Set(types)).toEqual(new Set(["text/javascript; charset=utf-8"]));
    // What is beside a file is a form of it, not a file of its own.
    expect((await get("/assets/main-4fGh12_x.js.br")).status).toBe(404);
  });

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..\\secret.txt",
    "/..%5csecret.txt",
    "/admin/../../secret.txt",
    "//secret.txt",
    "/link.txt",
    "/.env",
    "/assets/main-4fGh12_x.js.br%00",
    "/index.html%00.js",
    "/%c0%ae%c0%ae/secret.txt",
  ])("never leave their folder: %s", async (target) => {
    const answer = await raw(target);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /);
    expect(answer).not.toContain("outside");
    expect(answer).not.toContain("SECRET=1");
  });
});

describe("the service", () => {
  it("says whether it lives and whether it takes traffic", async () => {
    expect(await (await get("/api/health?probe=1")).json()).toEqual({ status: "ok" });
    const ready = await get("/api/ready");
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: "ready",
      dependencies: [
        { name: "sqlite", ok: true },
        { name: "bus (local)", ok: true },
      ],
    });
    server.phase = "draining";
    const draining = await get("/api/ready");
    server.phase = "serving";
    expect(draining.status).toBe(503);
    expect(await draining.json()).toMatchObject({ status: "draining" });
  });

  it("refuses calls until it has reached what it depends on", async () => {
    server.phase = "starting";
    const [health, ready, call] = await Promise.all([
      get("/api/health"),
      get("/api/ready"),
      get("/api/stats"),
    ]);
    server.phase = "serving";
    expect(health.status).toBe(200);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: "unavailable" });
    expect(call.status).toBe(503);
    expect(await call.json()).toMatchObject({ error: { code: "unavailable" } });
    expect((await get("/api/stats")).status).toBe(200);
  });

  it("counts who is there", async () => {
    expect(await (await get("/api/stats")).json()).toEqual({ online: 0, rooms: 0, servers: 1 });
    const rest = new Rest(server.url);
    const { token } = await guest(rest);
    await rest.ok("POST", "/api/rooms", { token, body: { name: "one", kind: "ephemeral" } });
    expect(await (await get("/api/stats")).json()).toMatchObject({ rooms: 1 });
  });

  it("counts requests, but not those that ask whether it is well: a 503 is an answer there", async () => {
    const counted = async () => {
      const page = await (await get("/metrics")).text();
      const counts = page.matchAll(/^crosstalk_http_requests_total\{status="\d+"\} (\d+)$/gm);
      return Array.from(counts).reduce((sum, [, count]) => sum + Number(count), 0);
    };
    await get("/metrics");
    const before = await counted();
    for (const path of ["/api/health", "/api/ready", "/api/ready"]) await get(path);
    await get("/api/stats");
    // And the page that was read before.
    expect(await counted()).toBe(before + 2);
  });

  it("shows its metrics to this machine, or for the token", async () => {
    const local = await get("/metrics");
    expect(local.status).toBe(200);
    const page = await local.text();
    expect(page).toMatch(/crosstalk_http_requests_total\{status="200"\} \d+/);
    expect(page).toContain("crosstalk_connections 0");
    const elsewhere = { "x-forwarded-for": "192.0.2.1" };
    expect((await get("/metrics", elsewhere)).status).toBe(401);
    const bearer = (token: string) => ({ ...elsewhere, authorization: `Bearer ${token}` });
    expect((await get("/metrics", bearer(METRICS_TOKEN))).status).toBe(200);
    expect((await get("/metrics", bearer(`${METRICS_TOKEN}!`))).status).toBe(401);
    expect((await get("/metrics", { authorization: "Bearer wrong" })).status).toBe(200);
  });
});

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { operationId: string; responses: object }>>;
  readonly components: Record<string, Record<string, unknown>>;
  readonly "x-websocket": { readonly actions: object; readonly events: object };
}

describe("the OpenAPI document", () => {
  const load = async (): Promise<Document> => {
    const body: unknown = await (await get("/api/openapi.json")).json();
    return body as Document;
  };

  it("has every call of the table, once, and every action", async () => {
    const document = await load();
    expect(document.openapi).toBe("3.1.0");
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    expect(operations.map((operation) => operation.operationId).toSorted()).toEqual(
      Object.keys(ROUTES).toSorted(),
    );
    expect(Object.keys(document["x-websocket"].actions)).toEqual(Object.keys(ACTIONS));
  });

  it("refers to nothing that is not in it", async () => {
    const document = await load();
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
    for (const [, reference = ""] of references) {
      const [root, components, kind = "", name = ""] = reference.split("/");
      expect([root, components]).toEqual(["#", "components"]);
      expect(document.components[kind]).toHaveProperty(name);
    }
  });

  it("is read and tried on a page that needs no other site", async () => {
    expect((await get("/api/docs")).headers.get("location")).toBe("/api/docs/");
    const page = await (await get("/api/docs/")).text();
    for (const [, address = ""] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect(address).toMatch(/^\/api\//);
      expect((await get(address)).status).toBe(200);
    }
    expect(page).not.toMatch(/<script>|style="| on\w+="/);
  });
});

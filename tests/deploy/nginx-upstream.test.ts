import { describe, expect, test } from "vitest";
import { Nginx } from "../harness/nginx.ts";
import { Upstream } from "./echo-upstream.ts";
import { ask } from "./nginx-requests.ts";

describe("what reaches a server", () => {
  test("what a client says of itself, of its connection or of other protocols does not", async () => {
    await using upstream = await Upstream.start();
    await using nginx = await Nginx.start({ servers: [upstream.port] });
    const headers = {
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil.example",
      "x-real-ip": "192.0.2.1",
      forwarded: "for=192.0.2.1",
      "x-request-id": "chosen",
    };
    await ask(nginx.port, "/api/health", { localAddress: "127.0.0.3", headers });
    const seen = upstream.requests.at(-1)?.headers ?? {};
    expect(seen["x-forwarded-for"]).toBe("127.0.0.3");
    expect(seen["x-forwarded-proto"]).toBe("http");
    expect(seen["host"]).toBe(`127.0.0.1:${nginx.port}`);
    expect(seen["x-request-id"]).toMatch(/^[\da-f]{32}$/);
    for (const name of ["x-forwarded-host", "x-real-ip", "forwarded", "connection", "upgrade"]) {
      expect(seen, name).not.toHaveProperty(name);
    }

    // A way to another protocol would lead past everything that nginx holds back.
    for (const [path, upgrade] of [
      ["/api/rooms", "websocket"],
      ["/api/ws", "h2c"],
    ] as const) {
      await ask(nginx.port, path, { headers: { connection: "upgrade", upgrade } });
      expect(upstream.requests.at(-1)?.headers).not.toHaveProperty("upgrade");
      expect(upstream.requests.at(-1)?.headers).not.toHaveProperty("connection");
    }
  });

  test("an idle connection to a server is used again", async () => {
    const ports = new Set<number | undefined>();
    await using upstream = await Upstream.start((incoming, response) => {
      ports.add(incoming.socket.remotePort);
      response.end();
    });
    await using nginx = await Nginx.start({ servers: [upstream.port] });
    for (let i = 0; i < 20; i++) await ask(nginx.port, "/api/health");
    // Each worker keeps its own.
    expect(ports.size).toBeLessThan(20);
  });

  test("live statistics come as they are written", async () => {
    let next = (): void => {};
    await using upstream = await Upstream.start((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
      next = () => response.end("data: 2\n\n");
    });
    await using nginx = await Nginx.start({ servers: [upstream.port] });
    const answer = await fetch(`${nginx.url}/api/admin/stats/live`);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    // Buffered, the first would never come: the second waits for it.
    expect((await reader?.read())?.value).toBe("data: 1\n\n");
    next();
    expect((await reader?.read())?.value).toBe("data: 2\n\n");
  });

  test("no flood, no body beyond the limits; nginx says so in the API's own form", async () => {
    await using upstream = await Upstream.start((incoming, response) => {
      incoming.resume().on("end", () => response.end());
    });
    await using nginx = await Nginx.start({ servers: [upstream.port], exempt: [] });
    const size = (bytes: number, path: string) =>
      fetch(nginx.url + path, { method: "POST", body: new Uint8Array(bytes) });
    expect((await size(100_000, "/api/rooms")).status).toBe(200);
    expect((await size(10 * 2 ** 20, "/api/uploads")).status).toBe(200);
    const tooLarge = await size(200_000, "/api/rooms");
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.json()).toMatchObject({ error: { code: "too_large" } });

    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => ask(nginx.port, "/api/health")),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(100);
    expect(refused.length).toBeGreaterThan(100);
    expect(refused[0]?.headers["retry-after"]).toBe("1");
    expect(JSON.parse(refused[0]?.body ?? "")).toMatchObject({
      error: { code: "rate_limited", retry_after_ms: 1_000 },
    });
  });

  test("when none is there, nginx says `unavailable` and when to come again", async () => {
    const gone = await Upstream.start();
    const { port } = gone;
    await gone[Symbol.asyncDispose]();
    await using nginx = await Nginx.start({ servers: [port] });
    const answer = await ask(nginx.port, "/api/rooms");
    expect(answer.status).toBe(503);
    expect(answer.headers["retry-after"]).toBe("1");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "unavailable" } });
  });
});

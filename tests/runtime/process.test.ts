import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { until } from "../harness/wait.ts";
import { EchoServer } from "./echo-server.ts";
import { close, text } from "./raw-frame.ts";
import { closeCode, RawConnection, RawWebSocket } from "./raw-websocket.ts";

describe.each(RUNTIMES)("%s", (runtime) => {
  test.each(["SIGTERM", "SIGINT"] as const)("drains on %s and exits with 0", async (signal) => {
    await using server = await EchoServer.start(runtime);
    using ws = await RawWebSocket.open(server.port);
    server.child.kill(signal);
    expect(closeCode(await ws.next())).toBe(1012);
    ws.send(close(1012));
    expect(await server.ended()).toMatchObject({ code: 0 });
  });

  test("takes no new connections while it drains, and serves those it has", async () => {
    const env = { ECHO_DRAIN_MS: "60000", ECHO_KEEPS_SOCKETS: "1" };
    await using server = await EchoServer.start(runtime, { env });
    using ws = await RawWebSocket.open(server.port);
    server.child.kill("SIGTERM");
    await server.line(/^draining$/);
    ws.send(text("still served"));
    expect(await ws.nextText()).toBe("still served");
    await expect(RawConnection.open(server.port)).rejects.toThrow("ECONNREFUSED");
  });

  test("exits at once on the second signal", async () => {
    await using server = await EchoServer.start(runtime, { env: { ECHO_DRAIN_MS: "60000" } });
    server.child.kill("SIGTERM");
    await server.line(/^draining$/);
    server.child.kill("SIGTERM");
    expect(await server.ended()).toMatchObject({ code: 143 });
  });

  test("exits with 1 when it can't drain, and says so", async () => {
    await using server = await EchoServer.start(runtime, { env: { ECHO_DRAIN_FAILS: "1" } });
    server.child.kill("SIGTERM");
    const { code, lines } = await server.ended();
    expect(code).toBe(1);
    expect(lines).toContain("report drain: Error: could not drain");
  });

  test("survives a rejection that nobody caught, and reports it", async () => {
    await using server = await EchoServer.start(runtime);
    await fetch(`${server.url}/reject`);
    await server.line(/^report unhandled_rejection: Error: nobody's promise$/);
    expect((await fetch(`${server.url}/ip`)).status).toBe(200);
  });

  test("drains after an exception that nobody caught, reports it and exits with 1", async () => {
    await using server = await EchoServer.start(runtime);
    await fetch(`${server.url}/crash`).catch(() => undefined);
    const { code, lines } = await server.ended();
    expect(code).toBe(1);
    expect(lines).toContain("report uncaught_exception: Error: nobody's exception");
    expect(lines).toContain("draining");
  });

  test("says in one line that the port is in use, and exits with 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = other.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    await using server = EchoServer.spawn(runtime, { env: { PORT: String(port) } });
    const { code, lines } = await server.ended();
    other.close();
    expect(code).toBe(1);
    expect(lines).toEqual([
      `Port ${port} is in use on 127.0.0.1: stop what listens there, or set another, as in PORT=${port + 1}`,
    ]);
  });

  test("says in one line that an address is none of this machine", async () => {
    await using server = EchoServer.spawn(runtime, { env: { HOST: "192.0.2.1" } });
    const { code, lines } = await server.ended();
    expect(code).toBe(1);
    expect(lines).toEqual([
      "HOST=192.0.2.1 is no address of this machine; set one that is, as in HOST=127.0.0.1",
    ]);
  });

  test("serves over TLS", async () => {
    const folder = mkdtempSync(join(tmpdir(), "crosstalk-tls-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-days", "1"];
    const generate = [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      key,
      "-out",
      cert,
    ];
    execFileSync("openssl", [...generate, ...subject], { stdio: "ignore" });
    const env = { TLS_KEY: readFileSync(key, "utf8"), TLS_CERT: readFileSync(cert, "utf8") };
    rmSync(folder, { recursive: true });
    await using server = await EchoServer.start(runtime, { env });
    const trusting = { rejectUnauthorized: false };
    const body = await new Promise<string>((resolve, reject) => {
      request({ ...trusting, host: "127.0.0.1", port: server.port, path: "/ip" }, (answer) => {
        answer.setEncoding("utf8").once("data", resolve);
      })
        .once("error", reject)
        .end();
    });
    expect(body).toBe("127.0.0.1");
    const ws = new WebSocket(`wss://127.0.0.1:${server.port}/api/ws`, trusting);
    await once(ws, "open");
    const long = "x".repeat(300_000);
    const texts: string[] = [];
    ws.on("message", (data) => texts.push(String(data)));
    ws.send("!room zweite ✓");
    ws.send(`!flood 1 ${long.length}`);
    await until("three messages", () => texts.length === 3);
    expect(texts).toEqual(["zweite ✓", "ack", long]);
    ws.terminate();
  });
});

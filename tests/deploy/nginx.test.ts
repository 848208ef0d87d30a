import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ChatClient } from "../harness/chat-client.ts";
import { History } from "../harness/history.ts";
import { Nginx } from "../harness/nginx.ts";
import { nginxBinary } from "../harness/nginx-binary.ts";
import { PASSWORD, Rest, register } from "../harness/rest.ts";
import { ROOT } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { Upstream } from "./echo-upstream.ts";
import { ask, handshake } from "./nginx-requests.ts";

const env = { TRUSTED_PROXIES: "127.0.0.1", RATE_LIMITS: "off" };

describe("its configuration", () => {
  test.each(["http", "https"])("nginx takes %s/, as the containers have it", (site) => {
    const folder = mkdtempSync(join(tmpdir(), "crosstalk-nginx-t-"));
    try {
      cpSync(join(ROOT, "deploy/nginx"), folder, { recursive: true });
      cpSync(join(folder, site), join(folder, "site"), { recursive: true });
      const configuration = join(folder, "nginx.conf");
      const check = ["-t", "-q", "-e", "stderr", "-p", folder, "-c", configuration];
      // Its output goes to /dev/null, since a pipe of ours can't be opened as /dev/stdout.
      const { stderr } = spawnSync(nginxBinary(), check, { stdio: ["ignore", "ignore", "pipe"] });
      const said = String(stderr);
      // Certificates are what an operator brings.
      if (site === "https")
        expect(said).toContain('cannot load certificate "/run/secrets/tls_cert"');
      else expect(said).toBe("");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("in front of real servers", () => {
  let server: ServerProcess;
  let other: ServerProcess;
  let nginx: Nginx;
  let rest: Rest;

  beforeAll(async () => {
    server = await ServerProcess.start({ runtime: "node", env });
    other = await ServerProcess.start({ runtime: "bun", env });
    nginx = await Nginx.start({ servers: [server.port] });
    rest = new Rest(nginx.url);
  });
  afterAll(async () => {
    await nginx[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test("a conversation goes through it", async () => {
    const ada = await register(rest, "ada");
    const ben = await register(rest, "ben");
    const history = new History();
    await using speaker = await new ChatClient(nginx.wsUrl, ada, history).connect();
    await using listener = new ChatClient(nginx.wsUrl, ben, history, { keepEvents: true });
    await listener.connect();
    const room = { name: "through nginx", kind: "public" } as const;
    const created = await speaker.expect("room_created", "create_room", room);
    await listener.expect("room_joined", "join_room", { room_id: created.room.id });
    speaker.send(created.room.id, "c1", "hello");
    await until("heard", () =>
      listener.events.some((event) => event.event === "message" && event.content === "hello"),
    );
  });

  test("both UIs come through, compressed", async () => {
    for (const path of ["/", "/admin/"]) {
      const page = await ask(nginx.port, path, { headers: { accept: "text/html" } });
      expect(page.status).toBe(200);
      expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
      const script = /src="([^"]*\/assets\/[^"]+\.js)"/.exec(page.body)?.[1] ?? "";
      const answer = await ask(nginx.port, script, { headers: { "accept-encoding": "gzip" } });
      expect(answer.status).toBe(200);
      expect(answer.headers["content-encoding"]).toBe("gzip");
      expect(answer.headers["cache-control"]).toContain("immutable");
    }
  });

  test("the client's address can't be forged", async () => {
    const forged = {
      "x-forwarded-for": "192.0.2.1, 127.0.0.1",
      forwarded: "for=192.0.2.2",
      "x-real-ip": "192.0.2.3",
    };
    const { user } = await register(rest, "cleo");
    const body = JSON.stringify({ username: user.username, password: PASSWORD });
    const signIn = request({
      host: "127.0.0.1",
      port: nginx.port,
      path: "/api/auth/login",
      method: "POST",
      localAddress: "127.0.0.2",
      headers: { ...forged, "content-type": "application/json" },
    });
    signIn.end(body);
    const [response] = await once(signIn, "response");
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk;
    const { access_token: token } = JSON.parse(text) as { access_token: string };
    const { sessions } = await rest.ok<{ sessions: { ip: string; current: boolean }[] }>(
      "GET",
      "/api/auth/sessions",
      { token },
    );
    expect(sessions.find(({ current }) => current)?.ip).toBe("127.0.0.2");
  });

  test("nor the scheme of the site, which decides whose pages may open a socket", async () => {
    const headers = { "x-forwarded-proto": "https" };
    const origin = (scheme: string) => `${scheme}://127.0.0.1:${nginx.port}`;
    expect(await handshake(nginx.wsUrl, { headers, origin: origin("https") })).toBe(403);
    expect(await handshake(nginx.wsUrl, { headers, origin: origin("http") })).toBe("open");
  });

  test("/metrics is not for the public, however it is written", async () => {
    const paths = ["/metrics", "//metrics", "/%6detrics", "/api/../metrics", "/metrics?a=b"];
    for (const path of [...paths, "/metrics/", "/metrics%2f", "/./metrics"]) {
      const answer = await ask(nginx.port, path);
      expect.soft(answer.status, path).toBe(404);
      expect.soft(JSON.parse(answer.body), path).toMatchObject({ error: { code: "not_found" } });
      expect.soft(answer.headers["x-content-type-options"], path).toBe("nosniff");
    }
  });

  test("when a server dies, the next one answers, and sockets open there", async () => {
    await using both = await Nginx.start({ servers: [server.port, other.port] });
    const statuses = async () => {
      const answers: number[] = [];
      for (let i = 0; i < 12; i++) answers.push((await ask(both.port, "/api/health")).status);
      return answers;
    };
    await statuses();
    for (const { port } of [server, other]) expect(both.accessLog).toContain(`127.0.0.1:${port}`);

    await other.kill();
    try {
      expect(new Set(await statuses())).toEqual(new Set([200]));
      for (let i = 0; i < 4; i++) expect(await handshake(both.wsUrl)).toBe("open");
      // It was asked first, refused, and nobody saw it.
      expect(both.accessLog).toContain('"server_status":"502, 200"');
    } finally {
      await other.start();
    }
  });

  test("a server that isn't ready for sockets leaves them to the next", async () => {
    await using unready = await Upstream.start();
    await using both = await Nginx.start({ servers: [unready.port, server.port] });
    for (let i = 0; i < 4; i++) expect(await handshake(both.wsUrl)).toBe("open");
    expect(unready.requests).not.toHaveLength(0);
  });

  test("as long as one server is ready, the whole is", async () => {
    await using unready = await Upstream.start((_, response) => {
      response.writeHead(503).end();
    });
    await using both = await Nginx.start({ servers: [unready.port, server.port] });
    for (let i = 0; i < 4; i++) expect((await ask(both.port, "/api/ready")).status).toBe(200);
    expect(unready.requests).not.toHaveLength(0);
  });

  test("no token, code or query reaches a log, though a server dies in between", async () => {
    const { token } = await register(rest, "dora");
    await using own = await ServerProcess.start({ runtime: "node", env });
    await using both = await Nginx.start({ servers: [own.port] });
    const query = `?token=${token}`;
    const referer = `${both.url}/?token=${token}`;
    expect(await handshake(both.wsUrl + query, { headers: { referer } })).toBe("open");
    await ask(both.port, `/api/invites/secret-code${query}`);
    await ask(both.port, `/metrics${query}`);
    await own.kill();
    expect(await handshake(both.wsUrl + query)).toBe(503);
    await ask(both.port, `/api/rooms/r/invites/secret-code${query}`);
    await until("all is logged", () => both.accessLog.split("\n").length > 5);

    const written = both.accessLog + both.errorLog;
    expect(written).toContain('"path":"/api/ws"');
    expect(written).toContain('"path":"/api/invites/-"');
    expect(written).toContain('"path":"/api/rooms/r/invites/-"');
    expect(written).not.toContain(token);
    expect(written).not.toContain("secret-code");
    expect(written).not.toContain("token=");
    for (const line of both.accessLog.trim().split("\n"))
      expect(JSON.parse(line)).toBeTypeOf("object");
  });

  test("with TLS it is https to the servers, and nothing older than TLS 1.2", async () => {
    const folder = mkdtempSync(join(tmpdir(), "crosstalk-tls-"));
    const cert = join(folder, "cert.pem");
    const key = join(folder, "key.pem");
    const generate = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    const subject = [
      "-nodes",
      "-days",
      "1",
      "-subj",
      "/CN=localhost",
      "-keyout",
      key,
      "-out",
      cert,
    ];
    execFileSync("openssl", [...generate, ...subject], { stdio: "ignore" });
    await using secure = await Nginx.start({ servers: [server.port], tls: { cert, key } });
    const negotiated = (options: object): Promise<string> =>
      new Promise((resolve) => {
        const to = { host: "127.0.0.1", port: secure.port, rejectUnauthorized: false, ...options };
        const socket = connectTls(to, () => {
          resolve(socket.getProtocol() ?? "");
          socket.destroy();
        });
        socket.on("error", () => resolve("refused"));
      });
    expect(await negotiated({})).toBe("TLSv1.3");
    expect(await negotiated({ maxVersion: "TLSv1.2" })).toBe("TLSv1.2");
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
    expect(await negotiated(old)).toBe("refused");
    const weak = { maxVersion: "TLSv1.2", ciphers: "AES128-SHA" };
    expect(await negotiated(weak)).toBe("refused");

    const insecure = { rejectUnauthorized: false };
    const origin = (scheme: string) => `${scheme}://127.0.0.1:${secure.port}`;
    expect(await handshake(secure.wsUrl, { ...insecure, origin: origin("https") })).toBe("open");
    expect(await handshake(secure.wsUrl, { ...insecure, origin: origin("http") })).toBe(403);
    rmSync(folder, { recursive: true });
  });
});

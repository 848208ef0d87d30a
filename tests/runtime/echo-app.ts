/**
 * A server of one runtime without the chat: it echoes, and does what the tests tell it to. The runtime's
 * name is the first argument, limits are JSON in ECHO_LIMITS.
 */
import process from "node:process";
import { Hono } from "hono";
import type {
  RequestBindings,
  RunningServer,
  Runtime,
  ServerLimits,
} from "../../src/ports/runtime.ts";
import type { OpenSocket, SharedFrame, Socket, SocketHandlers } from "../../src/ports/socket.ts";
import { main } from "../../src/runtime/main.ts";

class EchoSession implements SocketHandlers {
  static readonly all = new Set<EchoSession>();
  static readonly ends: number[] = [];
  readonly socket: Socket;
  drains = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    EchoSession.all.add(this);
  }

  message(text: string): void {
    if (!text.startsWith("!")) {
      this.socket.send(text);
      return;
    }
    const [command, ...words] = text.slice(1).split(" ");
    const [first = 0, second = 0] = words.map(Number);
    switch (command) {
      case "close":
        this.socket.send("last words");
        this.socket.close(first, words[1] ?? "");
        this.socket.send("too late");
        break;
      case "terminate":
        this.socket.terminate();
        break;
      case "throw":
        throw new Error("the handler's own fault");
      case "room": {
        const frame: SharedFrame = { text: words.join(" ") };
        for (const session of EchoSession.all) session.socket.send(frame);
        this.socket.send("ack");
        break;
      }
      case "flood": {
        const frame: SharedFrame = { text: "x".repeat(second) };
        let sent = 0;
        for (let i = 0; i < first; i++) if (this.socket.send(frame)) sent++;
        console.log(`flood ${sent} ${this.socket.bufferedBytes()}`);
        break;
      }
      case "pause":
        this.socket.send("pausing");
        this.socket.pause();
        setTimeout(() => {
          this.socket.send("resuming");
          this.socket.resume();
        }, first);
        break;
      default:
        this.socket.send(`no such command: ${command}`);
    }
  }

  binary(): void {
    this.socket.send("binary");
  }

  pinged(): void {
    console.log("pinged");
  }

  drain(): void {
    this.drains++;
    console.log(`drain ${this.socket.bufferedBytes()}`);
  }

  closed(code: number): void {
    EchoSession.all.delete(this);
    EchoSession.ends.push(code);
    console.log(`closed ${code}`);
  }
}

const open: OpenSocket = (socket) => new EchoSession(socket);

const app = new Hono<{ Bindings: RequestBindings }>();
app.get("/api/ws", async (c) => {
  if (c.req.header("origin") === "https://stranger.example") {
    return c.json({ error: { code: "forbidden", message: "this origin may not" } }, 403, {
      "X-Reason": "origin",
    });
  }
  // The real one asks its rate limit here.
  await new Promise((resolve) => setTimeout(resolve, 1));
  return c.env.upgradeWebSocket(open) ?? c.text("a WebSocket handshake is needed", 426);
});
app.get("/ip", (c) => c.text(c.env.remoteAddress));
app.get("/throw", () => {
  throw new Error("the route's own fault");
});
app.get("/reject", () => {
  void Promise.reject(new Error("nobody's promise"));
  return new Response("rejected");
});
app.get("/crash", () => {
  setTimeout(() => {
    throw new Error("nobody's exception");
  }, 0);
  return new Response("crashing");
});
app.get("/stream", () => {
  let left = 5;
  return new Response(
    new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        controller.enqueue(new TextEncoder().encode(`data: ${left}\n\n`));
        if (--left === 0) controller.close();
      },
    }),
    { headers: { "content-type": "text/event-stream" } },
  );
});
let endless = 0;
app.all("/late", async (c) => {
  await new Promise((resolve) => setTimeout(resolve, Number(c.req.query("ms"))));
  return c.text("at last");
});
app.get("/endless", () => {
  endless += 1;
  const body = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      controller.enqueue(new Uint8Array(64 * 1024));
    },
    cancel: () => {
      endless -= 1;
    },
  });
  return new Response(body, { headers: { "content-type": "application/octet-stream" } });
});
app.get("/endless/count", (c) => c.text(String(endless)));
app.post("/body", async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));
app.post("/unread", (c) => c.text("not read"));
app.onError((error, c) => {
  if (c.req.path === "/throw") throw error;
  return c.text("error", 500);
});

const start = async (runtime: Runtime): Promise<RunningServer> => {
  const limits = JSON.parse(process.env["ECHO_LIMITS"] ?? "{}") as Partial<ServerLimits>;
  const { TLS_CERT: cert, TLS_KEY: key } = process.env;
  const server = await runtime.serve({
    fetch: app.fetch,
    hostname: process.env["HOST"] ?? "127.0.0.1",
    port: Number(process.env["PORT"] ?? 0),
    tls: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    subprotocol: "crosstalk.v1",
    limits,
    report: (stage, error) => console.log(`report ${stage}: ${String(error)}`),
  });
  return {
    url: server.url,
    broken: new Promise(() => {}),
    report: (stage, error) => console.log(`report ${stage}: ${String(error)}`),
    drain: async () => {
      server.stopAccepting();
      console.log("draining");
      for (const { socket } of EchoSession.all) {
        if (process.env["ECHO_KEEPS_SOCKETS"] !== "1") socket.close(1012, "draining");
      }
      const ms = Number(process.env["ECHO_DRAIN_MS"] ?? 50);
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (process.env["ECHO_DRAIN_FAILS"] === "1") throw new Error("could not drain");
      await server.close();
    },
  };
};

const RUNTIMES: Record<string, () => Promise<Runtime>> = {
  node: async () => (await import("../../src/runtime/node-runtime.ts")).node,
  bun: async () => (await import("../../src/runtime/bun-runtime.ts")).bun,
  deno: async () => (await import("../../src/runtime/deno-runtime.ts")).deno,
};

const load = RUNTIMES[process.argv[2] ?? ""];
if (load === undefined) throw new Error("usage: echo-app.ts node|bun|deno");
await main(await load(), start);

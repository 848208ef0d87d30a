import { Agent, request } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { long } from "../harness/long.ts";
import { megabytesOf } from "../harness/memory.ts";
import { Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { anyCall, type FuzzedCall } from "./bodies.ts";

const CALLS = { node: 20_000, bun: long ? 20_000 : 3_000, deno: long ? 20_000 : 3_000 };
const WIDTH = 16;
const MAY_GROW_MB = 128;

/** The status, or 0 when the server ended the connection. */
const call = (
  port: number,
  agent: Agent,
  token: string,
  { method, path, body, contentType }: FuzzedCall,
): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const headers = { authorization: `Bearer ${token}`, "content-type": contentType };
  const sent = request({ host: "127.0.0.1", port, method, path, headers, agent }, (answer) => {
    answer.resume().once("close", () => resolve(answer.statusCode ?? 0));
  });
  sent.setTimeout(60_000, () => resolve(-1));
  sent.once("error", () => resolve(0));
  sent.end(body === undefined ? undefined : Buffer.from(body));
  return promise;
};

/** Heads that no client sends by mistake. */
const HEADS = [
  "GET / HTTP/9.9\r\n\r\n",
  "\r\n\r\n\r\n",
  "GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
  `GET /${"a".repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: a\r\nx: ${"y".repeat(200_000)}\r\n\r\n`,
  "POST /api/auth/guest HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}",
  "POST /api/auth/guest HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "POST /api/auth/guest HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
  "GET /api/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  "GET /api/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n\r\n",
  "GET http://[::1 HTTP/1.1\r\nHost: [\r\n\r\n",
  "GET /%00%ff%zz HTTP/1.1\r\nHost: a\r\n\r\n",
  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
];

/** The first line of what comes back, if anything does. */
const shout = async (port: number, head: string): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
  });
  const closed = Promise.withResolvers<void>();
  socket.on("error", () => {}); // a reset is an answer too, and `close` follows
  socket.once("close", () => closed.resolve());
  socket.end(Buffer.from(head, "latin1"));
  const timer = setTimeout(() => socket.destroy(), 15_000);
  await closed.promise;
  clearTimeout(timer);
  return answer.split("\r\n")[0] ?? "";
};

/** 503 and 505 say what the client may do about it. */
const isServerFault = (status: number): boolean =>
  status >= 500 && status !== 503 && status !== 505;

describe.each(RUNTIMES)("fuzzed HTTP on %s", (runtime) => {
  test(`${CALLS[runtime]} calls: no crash, hang, 5xx or growth (seed ${seed})`, async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    const rest = new Rest(server.url);
    const { token } = await register(rest, "fuzz");
    const body = { name: "fuzz", kind: "public" };
    const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", { token, body });
    const dice = seededDice(seed);
    const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
    const { pid } = server;
    const faults: string[] = [];
    let sent = 0;
    const upTo = async (count: number): Promise<void> => {
      const worker = async (): Promise<void> => {
        while (sent++ < count) {
          const fuzzed = anyCall(dice, room.id);
          const status = await call(server.port, agent, token, fuzzed);
          if (status < 0 || isServerFault(status))
            faults.push(`${status} ${JSON.stringify(fuzzed)}`);
        }
      };
      await Promise.all(Array.from({ length: WIDTH }, worker));
    };
    await upTo(CALLS[runtime] / 2);
    const before = megabytesOf(pid);
    await upTo(CALLS[runtime]);
    agent.destroy();
    expect(faults.map((fault) => fault.slice(0, 500))).toEqual([]);
    expect(server.pid).toBe(pid);
    expect((await rest.call("GET", "/api/ready")).status).toBe(200);
    // What is thrown away is given back a little later.
    await until("it holds no more", () => megabytesOf(pid) - before < MAY_GROW_MB);
  });

  test("broken heads are refused, and the server goes on", async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    for (const head of HEADS) {
      const line = await shout(server.port, head);
      const status = Number(line.split(" ")[1] ?? 400);
      expect(isServerFault(status), `${line} to ${head.slice(0, 80)}`).toBe(false);
    }
    expect((await new Rest(server.url).call("GET", "/api/ready")).status).toBe(200);
  });
});

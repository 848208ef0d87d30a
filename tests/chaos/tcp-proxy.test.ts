import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { until } from "../harness/wait.ts";

const LINES = 3_000;

/** Sends lines, while the latency rises and falls, and ends. */
const talk = async (socket: Socket, proxy: TcpProxy): Promise<string> => {
  let said = "";
  for (let i = 0; i < LINES; i++) {
    const line = `${i} ${"x".repeat(i % 1_000)}\n`;
    said += line;
    socket.write(line);
    if (i % 100 !== 0) continue;
    proxy.slow((i / 100) % 7);
    await turn();
  }
  socket.end();
  return said;
};

test("all arrives in its order, the end last, whatever becomes of the latency", async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  await using proxy = await TcpProxy.start(address.port);
  const socket = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true });
  const heard = buffer(socket);
  const said = await talk(socket, proxy);
  // Not toBe: nobody wants to see the difference.
  expect((await heard).toString() === said).toBe(true);
  server.close();
});

test("what is cut is cut on both sides, and what was swallowed is reset when all is open again", async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  await using proxy = await TcpProxy.start(address.port);
  const call = async (): Promise<Socket> => {
    const socket = connect(proxy.port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  };
  const echoed = async (socket: Socket): Promise<string> => {
    socket.write("here");
    return String((await once(socket, "data"))[0]);
  };

  const first = await call();
  expect(await echoed(first)).toBe("here");
  proxy.cut();
  await until("the client heard of it", () => first.destroyed);
  await until("the server heard of it", () => sockets.size === 0);
  proxy.open();

  const second = await call();
  expect(await echoed(second)).toBe("here");
  proxy.blackHole();
  let heard = 0;
  second.on("data", () => {
    heard += 1;
  });
  second.write("lost");
  const third = await call();
  third.write("lost too");
  proxy.open();
  await until("both are reset", () => second.destroyed && third.destroyed);
  expect(heard).toBe(0);
  const fourth = await call();
  expect(await echoed(fourth)).toBe("here");
  fourth.destroy();
  server.close();
});

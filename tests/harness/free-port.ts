import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** Below those that the system gives to connections; a Redis Cluster also takes the port 10,000 above its own. */
const LOWEST = 12_000;
const LANES = 100;
/** The first of them only says that the lane is taken. */
const LANE_PORTS = 100;

let lane: Promise<number> | undefined;
let taken = 0;

/**
 * A port of 127.0.0.1 that is free, and stays so until a server has started on it, and while that is restarted: neither the
 * system nor another process of the tests hands it out, and this one only after all others. A Redis that came up where a
 * killed master was would be taken for that master.
 */
export const lastingPort = async (): Promise<number> => {
  lane ??= takeLane();
  const first = await lane;
  for (let tries = 1; tries < LANE_PORTS; tries++) {
    const port = first + 1 + (taken++ % (LANE_PORTS - 1));
    if (await isFree(port)) return port;
  }
  throw new Error(`all ports from ${first} are taken`);
};

/** Its first port, held for as long as this process lives. */
const takeLane = async (): Promise<number> => {
  const start = Math.floor(Math.random() * LANES);
  for (let i = 0; i < LANES; i++) {
    const first = LOWEST + ((start + i) % LANES) * LANE_PORTS;
    const held = await listen(first).catch(() => undefined);
    if (held === undefined) continue;
    held.unref();
    return first;
  }
  throw new Error("all lanes of ports are taken");
};

const isFree = async (port: number): Promise<boolean> => {
  const server = await listen(port).catch(() => undefined);
  if (server === undefined) return false;
  server.close();
  await once(server, "close");
  return true;
};

const listen = async (port: number): Promise<Server> => {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
};

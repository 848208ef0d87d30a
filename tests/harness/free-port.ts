import { once } from "node:events";
import { createServer } from "node:net";

const LOWEST = 12_000;
const SYSTEM_LOWEST = 32_768;

/** A port of 127.0.0.1 that was free a moment ago. */
export const freePort = (): Promise<number> => listenOnce(0);

/** Below those that the system gives to connections: it stays free while a server is restarted. */
export const lastingPort = async (): Promise<number> => {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (SYSTEM_LOWEST - LOWEST));
    const free = await listenOnce(port).catch(() => undefined);
    if (free !== undefined) return free;
  }
};

const listenOnce = async (port: number): Promise<number> => {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
};

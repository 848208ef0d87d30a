import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RuntimeName } from "../src/protocol/primitives.ts";
import { DEFAULT_SETTINGS } from "../src/protocol/settings.ts";
import { ADMIN, adminToken, Rest } from "../tests/harness/rest.ts";
import { ServerProcess } from "../tests/harness/server-process.ts";
import type { PeerName, Target } from "./load/chat.ts";
import { startCentrifugo } from "./peers/centrifugo.ts";
import type { Scenario } from "./scenarios.ts";

/** One server of a runtime, a peer, or a cluster with a server of each runtime. */
export type TargetName = RuntimeName | PeerName | "cluster";

export const isPeer = (name: string): name is PeerName =>
  name === "socket.io" || name === "centrifugo";

export interface RunningTarget extends AsyncDisposable {
  readonly target: Target;
  /** Of ours. */
  readonly servers: readonly ServerProcess[];
}

const SOCKET_IO = fileURLToPath(new URL("./peers/socket-io.ts", import.meta.url));

/** With MONGO_URL it stores what it relays. */
export const startSocketIo = async (
  env: Readonly<Record<string, string>> = {},
  stores: readonly number[] = [],
): Promise<RunningTarget> => {
  const child = fork(SOCKET_IO, {
    env: { ...process.env, ...env, PORT: "0", NODE_ENV: "production" },
  });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return {
    target: { kind: "socket.io", servers: [{ port, pid: child.pid ?? 0 }], stores },
    servers: [],
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
};

/** A peer that stores nothing. */
export const startPeer = async (name: PeerName): Promise<RunningTarget> => {
  if (name === "socket.io") return startSocketIo();
  const server = await startCentrifugo();
  return {
    target: { kind: name, servers: [server], stores: [] },
    servers: [],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

/** Every message and upgrade is still counted against its user and address. */
const liftLimits = async (server: ServerProcess): Promise<void> => {
  const rest = new Rest(server.url);
  const token = await adminToken(rest);
  const limits = Object.fromEntries(
    Object.entries(DEFAULT_SETTINGS.limits).map(([name, { bucket }]) => {
      const window = { window: 1_000_000, per_ms: 60_000 };
      return [name, bucket === undefined ? window : { ...window, bucket: 100_000, refill_ms: 1 }];
    }),
  );
  await rest.ok("PUT", "/api/admin/settings", { token, body: { limits } });
};

export const addressesOf = (servers: readonly ServerProcess[]): Target["servers"] =>
  servers.map(({ port, pid }) => ({ port, pid }));

/** As shipped, logs and metrics on; what it logs is kept in memory by the harness. */
export const startEmbedded = async (
  runtime: RuntimeName,
  { limits, maintenance }: Scenario,
  runtimeFlags: readonly string[],
): Promise<RunningTarget> => {
  const server = await ServerProcess.start({
    runtime,
    runtimeFlags,
    env: {
      ...(limits === true ? ADMIN : { RATE_LIMITS: "off" }),
      ...(maintenance === true ? { RETENTION_DAYS: "1" } : {}),
    },
  });
  if (limits === true) await liftLimits(server);
  return {
    // Read when it is asked for: a server that is started again is another process.
    get target() {
      return { kind: "crosstalk", servers: addressesOf([server]), stores: [] } as const;
    },
    servers: [server],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastingPort } from "../../tests/harness/free-port.ts";
import { until } from "../../tests/harness/wait.ts";

const PROGRAM = process.env["CENTRIFUGO"] ?? "centrifugo";

/** As much of what it publishes as numbers it; its defaults otherwise, and nobody is asked who they are. */
const channel = {
  history_size: 100,
  history_ttl: "60s",
  allow_subscribe_for_client: true,
  allow_subscribe_for_anonymous: true,
  allow_publish_for_client: true,
  allow_publish_for_anonymous: true,
};

/** It is no npm package: `go install github.com/centrifugal/centrifugo/v6@v6.9.1` makes it. */
export const hasCentrifugo = (): boolean => spawnSync(PROGRAM, ["version"]).status === 0;

export interface CentrifugoProcess extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/** One server with everything in its memory. */
export const startCentrifugo = async (): Promise<CentrifugoProcess> => {
  const folder = await mkdtemp(join(tmpdir(), "crosstalk-centrifugo-"));
  const port = await lastingPort();
  const config = {
    client: { allow_anonymous_connect_without_token: true },
    channel: { without_namespace: channel },
    http_server: { address: "127.0.0.1", port },
    health: { enabled: true },
    log: { level: "error" },
  };
  const file = join(folder, "config.json");
  await writeFile(file, JSON.stringify(config));
  const child = spawn(PROGRAM, ["--config", file], { stdio: ["ignore", "ignore", "inherit"] });
  await until("Centrifugo is up", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    return answer?.ok === true;
  });
  return {
    port,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await once(child, "close");
      await rm(folder, { recursive: true });
    },
  };
};

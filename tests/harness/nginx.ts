import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastingPort } from "./free-port.ts";
import { nginxBinary } from "./nginx-binary.ts";
import { ROOT } from "./runtime-command.ts";
import { until } from "./wait.ts";

const CONFIGURATION = join(ROOT, "deploy/nginx");

export interface NginxOptions {
  /** Ports on 127.0.0.1 of the servers behind it. */
  readonly servers: readonly number[];
  /** Paths of PEM files; with them it speaks https. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Addresses and CIDRs that its limits don't count; by default this machine's, where all tests are one. */
  readonly exempt?: readonly string[];
  readonly port?: number;
}

const site = ({ servers, tls, exempt = ["127.0.0.0/8"] }: NginxOptions, port: number) => ({
  "servers.conf": servers.map((s) => `server 127.0.0.1:${s} max_fails=3 fail_timeout=2s;`),
  "exempt.conf": exempt.map((range) => `${range} 1;`),
  "listen.conf":
    tls === undefined
      ? [`listen 127.0.0.1:${port};`]
      : [
          `listen 127.0.0.1:${port} ssl http2;`,
          `ssl_certificate ${tls.cert};`,
          `ssl_certificate_key ${tls.key};`,
          "include tls.conf;",
        ],
});

/** A real nginx with the configuration of deploy/nginx. `await using` ends it. */
export class Nginx {
  readonly port: number;
  readonly #secure: boolean;
  readonly #folder = mkdtempSync(join(tmpdir(), "crosstalk-nginx-"));
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  private constructor(options: NginxOptions, port: number) {
    this.port = port;
    this.#secure = options.tls !== undefined;
    // Its workers are another user where it was started by root.
    chmodSync(this.#folder, 0o755);
    cpSync(CONFIGURATION, this.#folder, { recursive: true });
    cpSync(join(CONFIGURATION, "http"), join(this.#folder, "site"), { recursive: true });
    for (const [name, lines] of Object.entries(site(options, port))) {
      writeFileSync(join(this.#folder, "site", name), `${lines.join("\n")}\n`);
    }
  }

  static async start(options: NginxOptions): Promise<Nginx> {
    const nginx = new Nginx(options, options.port ?? (await lastingPort()));
    await nginx.#start();
    return nginx;
  }

  get url(): string {
    return `${this.#secure ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  get wsUrl(): string {
    return `${this.#secure ? "wss" : "ws"}://127.0.0.1:${this.port}/api/ws`;
  }

  /** A line for each request that has ended. */
  get accessLog(): string {
    return readFileSync(join(this.#folder, "access.log"), "utf8");
  }

  get errorLog(): string {
    return readFileSync(join(this.#folder, "error.log"), "utf8");
  }

  async #start(): Promise<void> {
    const configuration = join(this.#folder, "nginx.conf");
    // Files, since /dev/stdout can't be opened where it is a socket, as the pipes of a child process are.
    const logs = ["access.log", "error.log"].map((name) => openSync(join(this.#folder, name), "a"));
    const child = spawn(
      nginxBinary(),
      ["-e", "stderr", "-p", this.#folder, "-c", configuration, "-g", "daemon off;"],
      { stdio: ["ignore", ...logs] },
    );
    for (const log of logs) closeSync(log);
    this.#child = child;
    let failure: unknown;
    this.#ended = new Promise((resolve) => {
      child.once("close", () => resolve());
      child.once("error", (error) => {
        failure = error;
        resolve();
      });
    });
    await until(`nginx on ${this.port}`, async () => {
      if (failure !== undefined || child.exitCode !== null) {
        throw new Error(`nginx ended at start:\n${this.errorLog}`, { cause: failure });
      }
      return await this.#listens();
    });
  }

  #listens(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // At once: in order it would wait for its WebSockets.
    this.#child?.kill("SIGTERM");
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

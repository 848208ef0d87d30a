import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { lastingPort } from "./free-port.ts";
import { redisBinary } from "./redis-binary.ts";
import { until } from "./wait.ts";

const run = promisify(execFile);

export interface RedisOptions {
  /** More of redis-server's settings, as on its command line: ["--cluster-enabled", "yes"]. */
  readonly settings?: readonly string[];
  readonly password?: string;
  /** Started as a Sentinel with this configuration, a line each. */
  readonly sentinel?: readonly string[];
}

const MAX_TRIES = 5;

/**
 * A real redis-server that keeps nothing on disk, on a port that stays the same over kills and restarts.
 * `await using` ends it.
 */
export class RedisProcess {
  readonly port: number;
  readonly #options: RedisOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "crosstalk-redis-"));
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  private constructor(port: number, options: RedisOptions) {
    this.port = port;
    this.#options = options;
  }

  static async start(options: RedisOptions = {}): Promise<RedisProcess> {
    for (let tries = 1; ; tries += 1) {
      const redis = new RedisProcess(await lastingPort(), options);
      try {
        await redis.start();
        return redis;
      } catch (error) {
        await redis[Symbol.asyncDispose]();
        // Somebody else may have taken the port in between.
        if (tries === MAX_TRIES) throw error;
      }
    }
  }

  get url(): string {
    const { password } = this.#options;
    return `redis://${password === undefined ? "" : `:${password}@`}127.0.0.1:${this.port}`;
  }

  /** Of the running process. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("redis-server is not running");
    return pid;
  }

  /** Again after a kill: the same port, and empty. */
  async start(): Promise<void> {
    const child = spawn(redisBinary("redis-server"), this.#arguments(), { stdio: "ignore" });
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once("close", () => resolve());
      child.once("error", () => resolve());
    });
    await until(`redis-server on ${this.port}`, async () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended at start: ${this.port}`);
      return (await this.cli("PING").catch(() => "")) === "PONG";
    });
  }

  /** kill -9: every connection is cut, everything is forgotten. */
  async kill(): Promise<void> {
    this.#signal("SIGKILL");
    await this.#ended;
    this.#child = undefined;
  }

  /** SIGSTOP: connections stand, and nothing is answered. */
  freeze(): void {
    this.#signal("SIGSTOP");
  }

  thaw(): void {
    this.#signal("SIGCONT");
  }

  async cli(...command: readonly string[]): Promise<string> {
    const { password } = this.#options;
    const auth = password === undefined ? [] : ["-a", password, "--no-auth-warning"];
    const args = ["-h", "127.0.0.1", "-p", String(this.port), ...auth, ...command];
    const { stdout } = await run(redisBinary("redis-cli"), args, { timeout: 30_000 });
    return stdout.trimEnd();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #signal(name: NodeJS.Signals): void {
    const child = this.#child;
    // A child's own kill() works once on Deno.
    if (child?.pid !== undefined && child.exitCode === null) process.kill(child.pid, name);
  }

  #arguments(): string[] {
    const { settings = [], password, sentinel } = this.#options;
    const place = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder];
    if (sentinel !== undefined) {
      const file = join(this.#folder, "sentinel.conf");
      writeFileSync(file, `${sentinel.join("\n")}\n`);
      return [file, "--sentinel", ...place];
    }
    const auth = password === undefined ? [] : ["--requirepass", password];
    return [...place, "--save", "", "--appendonly", "no", ...auth, ...settings];
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { lastingPort } from "./free-port.ts";
import { pinnedPath, ROOT, serverCommand } from "./runtime-command.ts";
import { until } from "./wait.ts";

export interface ServerOptions {
  readonly runtime: RuntimeName;
  readonly env?: Readonly<Record<string, string>>;
  /** Flags for the runtime itself, before its own arguments: --cpu-prof, say. */
  readonly runtimeFlags?: readonly string[];
  /** By default one that nobody else is given. */
  readonly port?: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const READY_MS = 60_000;
const LOG_LINES = 5_000;

/** Without what a test runner sets for itself. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_ENV$|VITEST|NODE_OPTIONS$)/.test(name)),
  );

/**
 * A real server of one runtime on a port and a data directory that stay the same over kills and
 * restarts. `await using` stops it and removes what it stored.
 */
export class ServerProcess {
  readonly runtime: RuntimeName;
  readonly dataDir: string;
  readonly port: number;
  readonly logs: string[] = [];
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;
  #exit: Promise<Exit> | undefined;

  private constructor(options: ServerOptions, port: number) {
    this.#options = options;
    this.runtime = options.runtime;
    this.port = port;
    this.dataDir = mkdtempSync(join(tmpdir(), `crosstalk-${options.runtime}-`));
  }

  static async start(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options, options.port ?? (await lastingPort()));
    await server.start();
    return server;
  }

  /** Without waiting until it is ready. */
  static async launch(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options, options.port ?? (await lastingPort()));
    server.launch();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.port}/api/ws`;
  }

  get wsUrls(): readonly string[] {
    return [this.wsUrl];
  }

  /** Of the running process. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("the server is not running");
    return pid;
  }

  /** Whether the process is there, however it feels. */
  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Starts the process again and waits until it is ready. */
  async start(): Promise<void> {
    this.launch();
    await this.ready();
  }

  /** Starts the process again, without waiting for anything. */
  launch(): void {
    const [command = "", ...args] = serverCommand(this.runtime);
    // After `env NAME=value … node`, where the command begins so.
    const flags = this.#options.runtimeFlags ?? [];
    const child = spawn(command, args.toSpliced(args.indexOf(this.runtime) + 1, 0, ...flags), {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...inherited(),
        PATH: pinnedPath(),
        HOST: "127.0.0.1",
        PORT: String(this.port),
        DATA_DIR: this.dataDir,
        ...this.#options.env,
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        this.logs.push(...lines);
        if (this.logs.length > LOG_LINES) this.logs.splice(0, this.logs.length - LOG_LINES);
      });
    }
    this.#child = child;
    this.#exit = new Promise((resolve) => {
      child.once("error", (error) => this.logs.push(String(error)));
      child.once("close", (code, signal) => {
        if (this.#child === child) this.#child = undefined;
        resolve({ code, signal });
      });
    });
  }

  async ready(): Promise<void> {
    await until(`${this.runtime} ready on ${this.port}`, () => this.#isReady(), READY_MS).catch(
      async (cause: unknown) => {
        await this.kill();
        throw new Error(`${String(cause)}\n${this.logs.slice(-40).join("\n")}`, { cause });
      },
    );
  }

  async #isReady(): Promise<boolean> {
    if (this.#child === undefined) {
      throw new Error(`the server ended at start:\n${this.logs.slice(-40).join("\n")}`);
    }
    const answer = await fetch(`${this.url}/api/ready`).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.status === 200;
  }

  /** Sends a signal and answers how the process ended. */
  async signal(name: NodeJS.Signals): Promise<Exit> {
    const exit = this.#exit ?? Promise.resolve({ code: null, signal: null });
    this.#child?.kill(name);
    return await exit;
  }

  /** SIGSTOP: connections stand, and nothing is answered. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Nobody reads what it writes any more, as after `npm start | head`. */
  closePipes(): void {
    this.#child?.stdout?.destroy();
    this.#child?.stderr?.destroy();
  }

  /** kill -9: what the process did not make durable is gone. */
  async kill(): Promise<void> {
    await this.signal("SIGKILL");
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Ends the process if it still runs; the data stays until the server is disposed of. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ServerLimits } from "../../src/ports/runtime.ts";
import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { pinnedPath, ROOT } from "../harness/runtime-command.ts";
import { until } from "../harness/wait.ts";

const APP = fileURLToPath(new URL("./echo-app.ts", import.meta.url));

const COMMANDS: Record<RuntimeName, readonly string[]> = {
  node: ["node"],
  bun: ["bun"],
  deno: ["deno", "run", "--quiet", "--allow-all"],
};

export interface EchoOptions {
  readonly limits?: Partial<ServerLimits>;
  readonly env?: Readonly<Record<string, string>>;
}

/** echo-app.ts in a process of its own. */
export class EchoServer {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  port = 0;

  private constructor(runtime: RuntimeName, options: EchoOptions) {
    const [command = "", ...flags] = COMMANDS[runtime];
    this.child = spawn(command, [...flags, APP, runtime], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        PATH: pinnedPath(),
        PORT: "0",
        ECHO_LIMITS: JSON.stringify(options.limits ?? {}),
        ...options.env,
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      let rest = "";
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        this.lines.push(...lines);
      });
    }
    this.child.once("close", (code, signal) => {
      this.exit = { code, signal };
    });
  }

  /** Spawns it and doesn't wait: for starts that fail. */
  static spawn(runtime: RuntimeName, options: EchoOptions = {}): EchoServer {
    return new EchoServer(runtime, options);
  }

  static async start(runtime: RuntimeName, options: EchoOptions = {}): Promise<EchoServer> {
    const server = new EchoServer(runtime, options);
    const line = await server.line(/^Crosstalk is at /);
    server.port = Number(/:(\d+) /.exec(line)?.[1]);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Waits for a line of output and takes it, and all before it, away. */
  async line(pattern: RegExp): Promise<string> {
    return await until(`a line like ${pattern}`, () => {
      const at = this.lines.findIndex((line) => pattern.test(line));
      if (at < 0 && this.exit !== undefined) {
        throw new Error(`ended with ${this.exit.code}:\n${this.lines.join("\n")}`);
      }
      return at >= 0 && this.lines.splice(0, at + 1).at(-1);
    });
  }

  async ended(): Promise<{ code: number | null; lines: string[] }> {
    const exit = await until("the end of the process", () => this.exit);
    return { code: exit.code, lines: this.lines };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended();
  }
}

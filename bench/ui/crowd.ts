import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ChurningPlan, ChurningState } from "../load/churning.ts";

const PROGRAM = fileURLToPath(new URL("../load/churning.ts", import.meta.url));

/** Clients that come and go, in a process of their own: what they cost is not the browser's, nor the servers'. */
export class Crowd implements AsyncDisposable {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.#ended = once(child, "exit");
  }

  /** Once all are connected. */
  static async start(plan: ChurningPlan): Promise<Crowd> {
    // Its stdout is not that of the process that prints an answer there.
    const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
    const crowd = new Crowd(fork(PROGRAM, [JSON.stringify(plan)], { stdio: [...stdio] }));
    await crowd.#said();
    return crowd;
  }

  async state(): Promise<ChurningState> {
    this.#child.send("how are you?");
    return await this.#said();
  }

  async #said(): Promise<ChurningState> {
    const said = once(this.#child, "message").then(([state]) => state as ChurningState);
    const state = await Promise.race([said, this.#ended.then(() => undefined)]);
    if (state === undefined) throw new Error("the crowd ended");
    return state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}

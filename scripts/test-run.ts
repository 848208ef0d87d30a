import { spawn } from "node:child_process";

/** What a runner has to end its browsers and write its report after a deadline. */
const GRACE_MS = 10_000;

interface Limits {
  readonly env: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
}

/** Runs a program to its end, its output shown as it comes; true if it ended with 0 in time. */
export function run(program: string, args: readonly string[], limits: Limits): Promise<boolean> {
  return new Promise((resolve) => {
    // A group of its own, so that a deadline ends the servers and browsers that it started too.
    const child = spawn(program, args, {
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
      env: { ...process.env, ...limits.env },
    });
    const endGroup = (signal: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // All of the group are gone.
      }
    };
    const interrupted = (signal: NodeJS.Signals) => {
      endGroup(signal);
      process.exit(1);
    };
    const deadline = setTimeout(() => {
      console.error(`${program} did not end within ${limits.deadlineMs / 60_000} minutes`);
      endGroup("SIGTERM");
      setTimeout(endGroup, GRACE_MS, "SIGKILL").unref();
    }, limits.deadlineMs);
    process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
    const settle = (succeeded: boolean) => {
      clearTimeout(deadline);
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
      resolve(succeeded);
    };
    child.once("error", (error) => {
      console.error(`${program}: ${error.message}`);
      settle(false);
    });
    child.once("close", (code) => settle(code === 0));
  });
}

import { spawnSync } from "node:child_process";
import { cpus } from "node:os";

/*
 * Over loopback a receiver is woken by the thread that writes to it, and on a virtual machine it was seen to run some
 * 2.5 ms later, as if it waited on the writer's core for the end of its time slice: a part of any server's latency that
 * no client elsewhere would see, and that is gone when each has a core of its own (docs/adr/0007).
 */

const last = cpus().length - 1;
const isPossible = (): boolean => last > 0 && spawnSync("taskset", ["--version"]).status === 0;

/** The load generator's command, kept to the last core. */
export const onLastCore = (command: string, args: readonly string[]): [string, string[]] =>
  isPossible() ? ["taskset", ["-c", String(last), command, ...args]] : [command, [...args]];

/**
 * Keeps the main thread of servers to the other cores: it writes to all sockets of Node.js, Bun and Deno. Their other
 * threads, and those of Centrifugo, go where they like.
 */
export const keepToOtherCores = (pids: readonly number[]): void => {
  if (!isPossible()) {
    console.error("without taskset and a second core, server and load generator share the cores");
    return;
  }
  for (const pid of pids) {
    const others = last === 1 ? "0" : `0-${last - 1}`;
    const { status, stderr } = spawnSync("taskset", ["-p", "-c", others, String(pid)]);
    if (status !== 0) throw new Error(`taskset: ${stderr.toString().trim()}`);
  }
};

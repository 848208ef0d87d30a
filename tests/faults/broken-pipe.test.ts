import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";

const REQUESTS = 50;

/** User and system time of a process, in clock ticks. */
const cpuTicks = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
};

describe.each(RUNTIMES)("whoever read the log of %s is gone", (runtime) => {
  test("it serves on, and does not log that it can't log", async () => {
    await using server = await ServerProcess.start({ runtime });
    server.closePipes();
    for (let request = 0; request < REQUESTS; request += 1) {
      const answer = await fetch(`${server.url}/api/stats`);
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
    // An endless loop takes all that it gets of a core, 100 ticks a second, and never rests.
    await until("it rests", async () => {
      const before = cpuTicks(server.pid);
      await delay(2_000);
      return cpuTicks(server.pid) - before < 60;
    });
    expect(await server.signal("SIGTERM")).toEqual({ code: 0, signal: null });
  });
});

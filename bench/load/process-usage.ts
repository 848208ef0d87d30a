import { readdirSync, readFileSync } from "node:fs";

/** Linux's USER_HZ, the same on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds (user and system, all threads) that a process has used, or several together. */
export const cpuSeconds = (...pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);

const cpuSecondsOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

/** CPU time of each of its threads, as the scheduler counted it: finer than ticks of 10 ms. */
const threadTimes = (pid: number): ReadonlyMap<string, number> =>
  new Map(
    readdirSync(`/proc/${pid}/task`).map((thread) => {
      const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1").split(" ");
      return [thread, Number(onCpu)];
    }),
  );

/** Answers, when called, the CPU nanoseconds of the process since; without those of threads that ended meanwhile. */
export const cpuNanosecondsSince = (pid: number): (() => number) => {
  const before = threadTimes(pid);
  return () =>
    Array.from(threadTimes(pid)).reduce(
      (sum, [thread, onCpu]) => sum + onCpu - (before.get(thread) ?? 0),
      0,
    );
};

export const rssBytes = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
};

import { readlink, rm, symlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process holds `file`; waits for one that does, unless it died.
 * The lock is a symbolic link to the holder's process id: made and filled in one step.
 */
export async function withLock(file: string, work: () => Promise<void>): Promise<void> {
  while (!(await take(file))) {
    if (await holderIsGone(file)) await rm(file, { force: true });
    else await sleep(100);
  }
  try {
    await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await symlink(String(process.pid), file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function holderIsGone(file: string): Promise<boolean> {
  const pid = await readlink(file).catch(() => undefined);
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch {
    return true;
  }
}

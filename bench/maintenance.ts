import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { pinnedPath, ROOT } from "../tests/harness/runtime-command.ts";
import type { ServerProcess } from "../tests/harness/server-process.ts";

export interface Maintenance {
  stop(): void;
  readonly done: Promise<{ readonly backups: number }>;
}

const DATABASE = "crosstalk.db";
const TWO_DAYS_MS = 2 * 24 * 60 * 60_000;

/** Makes all that is stored two days older and starts the server again: retention has work to do. */
export const age = async (server: ServerProcess): Promise<void> => {
  await server.signal("SIGTERM");
  const database = new DatabaseSync(join(server.dataDir, DATABASE));
  database.exec(
    `UPDATE entries SET at = at - ${TWO_DAYS_MS}; UPDATE tips SET floor_at = floor_at - ${TWO_DAYS_MS}`,
  );
  database.close();
  await server.start();
};

/** An operator's backup is no loop: npm's own start would be half of what is measured. */
const PAUSE_MS = 4_000;

/** Backs the running server up, again and again, with the command that operators use. */
export const maintain = (server: ServerProcess): Maintenance => {
  let running = true;
  const work = async (): Promise<{ backups: number }> => {
    let backups = 0;
    while (running) {
      await delay(PAUSE_MS);
      const file = join(server.dataDir, `../${server.port}-${backups}.backup`);
      const child = spawn("npm", ["run", "--silent", "backup", "--", file], {
        cwd: ROOT,
        env: { ...process.env, PATH: pinnedPath(), DATA_DIR: server.dataDir },
        stdio: ["ignore", "ignore", "inherit"],
      });
      const [code] = (await once(child, "close")) as [number | null];
      rmSync(file, { force: true, recursive: true });
      if (code !== 0) throw new Error(`the backup ended with ${code}`);
      backups++;
    }
    return { backups };
  };
  return {
    stop: () => {
      running = false;
    },
    done: work(),
  };
};

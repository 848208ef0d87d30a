/**
 * `npm run backup -- FILE`: everything that DATA_DIR holds and cannot be made again, in one tar
 * file, while the server runs. Its messages are those of one moment, between two commits, with the
 * files that they carry.
 * Restoring is unpacking: README.md, "Backup and restore".
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, open, rename, rm } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { dirname, join, resolve } from "node:path";
import { SECRET_FILE, UPLOADS_FOLDER } from "../src/adapters/data-dir/data-dir.ts";
import { backupDatabase, filesIn } from "../src/adapters/store/sqlite/backup.ts";
import { DATABASE_FILE } from "../src/adapters/store/sqlite/open.ts";
import { ConfigError, readConfig } from "../src/config.ts";
import { HeldFiles } from "./held-files.ts";

/** What an operator can mend; shown as one line. */
class BackupRefused extends Error {}

async function backup(file: string, dataDir: string): Promise<void> {
  if (existsSync(file)) throw new BackupRefused(`${file} is there already: name a new file`);
  if (!existsSync(dirname(file))) throw new BackupRefused(`There is no folder ${dirname(file)}`);
  const database = join(dataDir, DATABASE_FILE);
  if (!existsSync(database)) {
    throw new BackupRefused(`DATA_DIR holds no ${DATABASE_FILE}: ${dataDir}`);
  }
  // Beside the file, so that the last step is a rename: FILE appears whole or not at all.
  const staging = await mkdtemp(`${file}.partial-`);
  try {
    const copy = join(staging, "database");
    await using files = await HeldFiles.in(dataDir);
    // Before, as what the copy mentions may be removed a moment after it; and after, for what came in between.
    await files.hold();
    await backupDatabase(database, copy);
    await files.hold();
    await files.keepOnly(new Set(filesIn(join(copy, DATABASE_FILE))));
    const archive = join(staging, "archive.tar");
    await tar(["-cf", archive, "-C", copy, DATABASE_FILE]);
    const add = (folder: string, name: string) =>
      existsSync(join(folder, name))
        ? tar(["-rf", archive, "-C", resolve(folder), name])
        : undefined;
    await add(dataDir, SECRET_FILE);
    await add(files.folder, UPLOADS_FOLDER);
    await flush(archive);
    await rename(archive, file);
    await flush(dirname(file));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function tar(args: readonly string[]): Promise<void> {
  const child = spawn("tar", args, { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`tar ended with ${code}`);
}

async function flush(path: string): Promise<void> {
  const handle = await open(path);
  await handle.sync();
  await handle.close();
}

// The server goes first where both want a core: nobody waits for a backup. Its tar inherits it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
// Who reads the secret can sign in as anyone.
process.umask(0o077);
try {
  const [file, ...rest] = process.argv.slice(2);
  if (file === undefined || rest.length > 0) {
    throw new BackupRefused("Name one file to write: npm run backup -- crosstalk.tar");
  }
  // npm changes to the project's folder; the operator may have been elsewhere.
  const from = process.env["INIT_CWD"] ?? ".";
  await backup(resolve(from, file), readConfig(process.env).dataDir);
  console.log(`Backed up to ${file}`);
} catch (error) {
  const known = error instanceof BackupRefused || error instanceof ConfigError;
  console.error(known ? error.message : error);
  process.exit(1);
}

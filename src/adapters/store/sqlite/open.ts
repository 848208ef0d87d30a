import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { StoreUnusable } from "../../../ports/store/store.ts";
import { Connection } from "./connection.ts";
import { migrate } from "./migrate.ts";
import type { Migration } from "./migrations/migration.ts";
import { OwnerLock } from "./owner-lock.ts";
import { SQLITE, sqliteCode } from "./sqlite-error.ts";

export const DATABASE_FILE = "crosstalk.db";
const LOCK_FILE = "crosstalk.lock";

/** Others hold the write lock for moments only, and waiting for it stops the event loop. */
const BUSY_MS = 100;
/** Up to here the start checks that every index agrees with its table too, well within a second. */
const FULL_CHECK_BYTES = 64 * 1024 * 1024;
/** Beyond it entries are not read through at start: it would take minutes for what each read checks anyway. */
const QUICK_CHECK_BYTES = 2 * 1024 * 1024 * 1024;

/**
 * WAL with synchronous=FULL: a commit is on the disk when it returns. Erased content is overwritten where
 * it stood (secure_delete).
 */
const WRITER_PRAGMAS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA journal_size_limit = ${64 * 1024 * 1024};
`;

export interface OpenDatabase {
  readonly file: string;
  readonly connection: Connection;
  readonly lock: OwnerLock;
}

/** Opens the one writing connection, or throws StoreUnusable with a line for the operator. */
export const openDatabase = (dataDir: string, migrations: readonly Migration[]): OpenDatabase => {
  const file = join(dataDir, DATABASE_FILE);
  makeDirectory(dataDir);
  const lock = takeLock(dataDir);
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, { timeoutMs: BUSY_MS });
    connection.execute(WRITER_PRAGMAS);
    checkIntegrity(connection, file);
    migrate(connection, file, migrations);
    return { file, connection, lock };
  } catch (error) {
    connection?.close();
    lock.release();
    throw unusable(error, file);
  }
};

const makeDirectory = (dataDir: string): void => {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new StoreUnusable(
      `DATA_DIR ${dataDir} can't be made (${reason(error)}): choose a directory that this user may write.`,
      { cause: error },
    );
  }
};

const takeLock = (dataDir: string): OwnerLock => {
  try {
    return new OwnerLock(join(dataDir, LOCK_FILE));
  } catch (error) {
    if (sqliteCode(error) === SQLITE.busy) {
      throw new StoreUnusable(
        `DATA_DIR ${dataDir} is in use by another server: stop that one, or give each its own DATA_DIR.`,
        { cause: error },
      );
    }
    throw unusable(error, dataDir);
  }
};

const checkIntegrity = (connection: Connection, file: string): void => {
  const bytes = statSync(file).size;
  const findings: (string | undefined)[] = [];
  if (bytes <= FULL_CHECK_BYTES) findings.push(check(connection, "integrity_check(1)"));
  else if (bytes <= QUICK_CHECK_BYTES) findings.push(check(connection, "quick_check(1)"));
  else {
    const tables = connection
      .prepare<{ name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'entries'",
      )
      .all();
    for (const { name } of tables) findings.push(check(connection, `quick_check("${name}")`));
  }
  const finding = findings.find((found) => found !== undefined);
  if (finding !== undefined) throw new StoreUnusable(corrupt(file, finding));
};

const check = (connection: Connection, pragma: string): string | undefined => {
  const found = String(connection.pragma(pragma));
  return found === "ok" ? undefined : found.replaceAll("\n", " ");
};

const corrupt = (file: string, detail: string): string =>
  `${file} is damaged (${detail}): restore the newest backup into an empty DATA_DIR.`;

const reason = (error: unknown): string => {
  if (error instanceof Error && "code" in error && typeof error.code === "string")
    return error.code;
  return error instanceof Error ? error.message : String(error);
};

const unusable = (error: unknown, file: string): unknown => {
  if (error instanceof StoreUnusable) return error;
  const line = unusableLine(sqliteCode(error), error, file);
  return line === undefined ? error : new StoreUnusable(line, { cause: error });
};

const unusableLine = (code: number | undefined, error: unknown, file: string) => {
  switch (code) {
    case SQLITE.busy:
    case SQLITE.locked:
      return `${file} is locked by another program: close what has it open, and start again.`;
    case SQLITE.readOnly:
    case SQLITE.cantOpen:
      return `${file} can't be written: give this user write access to DATA_DIR and its files.`;
    case SQLITE.full:
      return `The disk of ${file} is full: free some space, and start again.`;
    case SQLITE.ioError:
      return `${file} can't be read or written (disk I/O error): check the disk and its mount.`;
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return corrupt(file, reason(error));
    default:
      return undefined;
  }
};

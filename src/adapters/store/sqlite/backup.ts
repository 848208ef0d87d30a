import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { backup } from "node:sqlite";
import { FILE_STATE } from "./attachment-row.ts";
import { Connection } from "./connection.ts";
import { DATABASE_FILE } from "./open.ts";

/** All pages in one step: a step sees one state, while with several each commit starts the copy over. */
const ALL_PAGES = 2 ** 31 - 1;
const BUSY_MS = 5_000;

/**
 * Copies the database as of one commit, while its server goes on writing, into a new directory that
 * appears whole or not at all. For a thread or a process that may block for as long as the copy takes.
 */
export const backupDatabase = async (databaseFile: string, directory: string): Promise<void> => {
  const partial = `${directory}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    const copy = join(partial, DATABASE_FILE);
    const connection = new Connection(databaseFile, { timeoutMs: BUSY_MS });
    try {
      await backup(connection.handle, copy, { rate: ALL_PAGES });
    } finally {
      connection.close();
    }
    verify(copy);
    flush(copy);
    renameSync(partial, directory);
    flush(dirname(directory));
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
};

/** The ids of the files that a copy mentions: those in messages, and those not sent yet. */
export const filesIn = (file: string): string[] => {
  const connection = new Connection(file, { readOnly: true, timeoutMs: BUSY_MS });
  try {
    const has = "SELECT 1 FROM sqlite_schema WHERE name = 'attachments'";
    // One of a version before attachments.
    if (connection.prepare(has).get() === undefined) return [];
    return connection
      .prepare<{ id: string }>(
        `SELECT id FROM attachments WHERE state IN (${FILE_STATE.unsent}, ${FILE_STATE.inUse})`,
      )
      .all()
      .map(({ id }) => id);
  } finally {
    connection.close();
  }
};

/** And leaves it as one plain file, without a WAL beside it. */
const verify = (file: string): void => {
  const connection = new Connection(file, { timeoutMs: BUSY_MS });
  try {
    const found = connection.pragma("quick_check(1)");
    connection.execute("PRAGMA journal_mode = DELETE");
    if (found !== "ok") throw new Error(`the copy is damaged: ${String(found)}`);
  } finally {
    connection.close();
  }
};

const flush = (path: string): void => {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

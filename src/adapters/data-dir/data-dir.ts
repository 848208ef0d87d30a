import { access, constants, link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StoreUnusable } from "../../ports/store/store.ts";

/** Part of every backup: without it all who are signed in would have to sign in again. */
export const SECRET_FILE = "jwt-secret";
/** What attachments are in. */
export const UPLOADS_FOLDER = "uploads";
const SECRET_BYTES = 32;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown error";

/**
 * With the folders above it. Not left to `recursive`: Node.js tries for ever where a folder that is there
 * says ENOENT for what is to come into it, as /proc does (seen with 24.21).
 */
const makeFolder = async (path: string): Promise<void> => {
  const make = () => mkdir(path, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    if ((await stat(path).catch(() => undefined))?.isDirectory() === true) return;
    if (codeOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await make();
  }
};

/** Makes the folder when there is none. Throws StoreUnusable with one line for the operator. */
export const prepareDataDir = async (path: string): Promise<void> => {
  try {
    await makeFolder(resolve(path));
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StoreUnusable(
      `DATA_DIR can't be used: ${path} is no folder that this user can write to (${codeOf(error)}); for example DATA_DIR=./data`,
      { cause: error },
    );
  }
};

/**
 * The secret that tokens are signed with, made at the first start. A file that only this user reads, whole or
 * not there: two servers that start at once agree on one.
 */
export const readOrMakeSecret = async (dataDir: string): Promise<string> => {
  const path = join(dataDir, SECRET_FILE);
  const known = await readSecret(path);
  if (known !== undefined) return known;
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("hex");
  const draft = `${path}.${crypto.randomUUID()}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${secret}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  return (await readSecret(path)) ?? secret;
};

const readSecret = async (path: string): Promise<string | undefined> => {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new StoreUnusable(
      `DATA_DIR holds a ${SECRET_FILE} that can't be read (${codeOf(error)})`,
      {
        cause: error,
      },
    );
  }
  const secret = text.trim();
  if (secret.length < SECRET_BYTES) {
    throw new StoreUnusable(
      `DATA_DIR holds a ${SECRET_FILE} that is too short; restore it from a backup, or delete it (everybody has to sign in again)`,
    );
  }
  return secret;
};

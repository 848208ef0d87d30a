import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const FILE = "first-admin-link";

/** For the eyes of this user alone, and for as long as there is no admin. Answers where it is. */
export const writeFirstAdminLink = async (dataDir: string, link: string): Promise<string> => {
  const path = resolve(join(dataDir, FILE));
  // A file that is there keeps its own mode, whoever made it.
  await rm(path, { force: true });
  await writeFile(path, `${link}\n`, { mode: 0o600, flag: "wx" });
  return path;
};

/** Where nothing can be written there is none, and nothing to complain of. */
export const removeFirstAdminLink = async (dataDir: string): Promise<void> => {
  const path = join(dataDir, FILE);
  if (existsSync(path)) await rm(path, { force: true });
};

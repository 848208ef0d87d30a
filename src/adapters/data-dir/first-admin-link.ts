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

export const removeFirstAdminLink = (dataDir: string): Promise<void> =>
  rm(join(dataDir, FILE), { force: true });

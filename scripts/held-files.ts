import { copyFile, link, mkdir, mkdtemp, readdir, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import { UPLOADS_FOLDER } from "../src/adapters/data-dir/data-dir.ts";

/** Where the files of attachments are: in folders of two letters. */
const FOLDER = /^[\w-]{2}$/;
/** Of file systems that know no hard links. */
const NO_LINKS: ReadonlySet<unknown> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EXDEV",
]);

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

/** Nothing where there is no such folder. */
const listed = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
};

/**
 * The files of attachments as a second set of links: a server that removes one meanwhile takes nothing away here.
 * Files never change, so a link is as good as a copy.
 */
export class HeldFiles implements AsyncDisposable {
  /** With the uploads folder in it. */
  readonly folder: string;
  readonly #from: string;

  private constructor(folder: string, from: string) {
    this.folder = folder;
    this.#from = from;
  }

  /** On the same file system, as links can't lead to another. */
  static async in(dataDir: string): Promise<HeldFiles> {
    const folder = await mkdtemp(join(dataDir, "backup-"));
    return new HeldFiles(folder, join(dataDir, UPLOADS_FOLDER));
  }

  /** Takes hold of all that are there now, as well as of those that it holds. */
  async hold(): Promise<void> {
    for (const name of await listed(this.#from)) {
      if (!FOLDER.test(name)) continue;
      const folder = join(this.folder, UPLOADS_FOLDER, name);
      await mkdir(folder, { recursive: true });
      for (const id of await listed(join(this.#from, name))) {
        await holdOne(join(this.#from, name, id), join(folder, id));
      }
    }
  }

  async keepOnly(ids: ReadonlySet<string>): Promise<void> {
    const uploads = join(this.folder, UPLOADS_FOLDER);
    for (const name of await listed(uploads)) {
      for (const id of await listed(join(uploads, name))) {
        if (!ids.has(id)) await unlink(join(uploads, name, id));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

const holdOne = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error);
    // Held already, or removed a moment ago.
    if (code === "EEXIST" || code === "ENOENT") return;
    if (!NO_LINKS.has(code)) throw error;
    await copyFile(from, to).catch((failed: unknown) => {
      if (codeOf(failed) !== "ENOENT") throw failed;
    });
  }
};

import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Blobs, Bytes, StoredBlob } from "../../ports/blobs.ts";
import { StoreUnavailable } from "../../ports/store/store.ts";

const PARTIAL = "partial";
const ID = /^[\w-]{8,64}$/;
const CHUNK_BYTES = 64 * 1024;

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

/** What the file system refuses may be over when it is tried again: a full disk, a mount that is away. */
const onDisk = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw new StoreUnavailable(`Uploads: ${String(codeOf(error) ?? error)}`, { cause: error });
  }
};

const sync = async (path: string): Promise<void> => {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * A file each, in one of 256 folders by the end of its id. It is written aside, flushed, and renamed to where it
 * is found; the folder it comes into is flushed too.
 */
export class DiskBlobs implements Blobs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder, and removes what uploads that a crash cut off have left. The folder is this process' own. */
  async open(): Promise<void> {
    const partial = join(this.#folder, PARTIAL);
    await onDisk(rm(partial, { recursive: true, force: true }));
    await onDisk(mkdir(partial, { recursive: true, mode: 0o700 }));
  }

  async put(id: string, bytes: Bytes): Promise<void> {
    const partial = this.#partialPath(id);
    try {
      await this.#write(partial, bytes);
      const folder = this.#folderOf(id);
      const made = await onDisk(mkdir(folder, { recursive: true, mode: 0o700 }));
      await onDisk(rename(partial, join(folder, id)));
      await onDisk(sync(folder));
      if (made !== undefined) await onDisk(sync(this.#folder));
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async get(id: string): Promise<StoredBlob | undefined> {
    if (!ID.test(id)) return undefined;
    const path = this.#path(id);
    try {
      const { size } = await stat(path);
      return { size, stream: readLazily(path) };
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw new StoreUnavailable(`Uploads: ${String(codeOf(error))}`, { cause: error });
    }
  }

  async remove(id: string): Promise<void> {
    await onDisk(rm(this.#partialPath(id), { force: true }));
    await onDisk(rm(this.#path(id), { force: true }));
  }

  async #write(path: string, bytes: Bytes): Promise<void> {
    const file = await onDisk(open(path, "wx", 0o600));
    try {
      for await (const chunk of bytes) await onDisk(writeAll(file, chunk));
      await onDisk(file.sync());
    } finally {
      await file.close();
    }
  }

  #partialPath(id: string): string {
    return join(this.#folder, PARTIAL, checked(id));
  }

  #folderOf(id: string): string {
    return join(this.#folder, checked(id).slice(-2));
  }

  #path(id: string): string {
    return join(this.#folderOf(id), id);
  }
}

/** Ids are the server's own; one that could lead elsewhere is a mistake. */
const checked = (id: string): string => {
  if (!ID.test(id)) throw new Error("no id of a file");
  return id;
};

const writeAll = async (file: FileHandle, chunk: Uint8Array): Promise<void> => {
  let written = 0;
  while (written < chunk.length) {
    written += (await file.write(chunk, written, chunk.length - written)).bytesWritten;
  }
};

/** Opened when it is first read: an answer to HEAD never is. */
const readLazily = (path: string): ReadableStream<Uint8Array> => {
  let file: FileHandle | undefined;
  const close = async (): Promise<void> => {
    await file?.close();
    file = undefined;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          file ??= await open(path);
          const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK_BYTES));
          if (bytesRead > 0) {
            controller.enqueue(buffer.subarray(0, bytesRead));
            return;
          }
          await close();
          controller.close();
        } catch (error) {
          await close();
          throw error;
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
};

import { Binary } from "mongodb";
import type { Blobs, Bytes, StoredBlob } from "../../../ports/blobs.ts";
import type { Connection } from "./connection.ts";

/** What GridFS takes by itself; a chunk is a document. */
const CHUNK_BYTES = 255 * 1024;

/**
 * Files in the collections of GridFS, so that `mongofiles` and every driver read them:
 * https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md
 * The driver's own bucket takes no sessions, and so would not see, after an election, what was stored before it.
 * The document in `files` is written last: without it there is no file, whatever chunks there are.
 */
export class GridFsBlobs implements Blobs {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async put(id: string, bytes: Bytes): Promise<void> {
    try {
      const length = await this.#putChunks(id, bytes);
      const { "uploads.files": files } = this.#connection.collections;
      const file = {
        _id: id,
        length,
        chunkSize: CHUNK_BYTES,
        uploadDate: new Date(),
        filename: id,
      };
      await this.#connection.run((scope) => files.insertOne(file, scope));
    } catch (error) {
      // What can't be removed now is, as everything that was cut off, later.
      await this.remove(id).catch(() => undefined);
      throw error;
    }
  }

  async get(id: string): Promise<StoredBlob | undefined> {
    const { "uploads.files": files } = this.#connection.collections;
    const file = await this.#connection.run((scope) => files.findOne({ _id: id }, scope));
    if (file === null) return undefined;
    return { size: file.length, stream: this.#read(id, file.length) };
  }

  async remove(id: string): Promise<void> {
    const { "uploads.files": files, "uploads.chunks": chunks } = this.#connection.collections;
    await this.#connection.run((scope) => files.deleteOne({ _id: id }, scope));
    await this.#connection.run((scope) => chunks.deleteMany({ files_id: id }, scope));
  }

  /** How many bytes there were. */
  async #putChunks(id: string, bytes: Bytes): Promise<number> {
    const chunk = new Uint8Array(CHUNK_BYTES);
    let held = 0;
    let n = 0;
    for await (const part of bytes) {
      for (let at = 0; at < part.length; ) {
        const taken = part.subarray(at, at + CHUNK_BYTES - held);
        chunk.set(taken, held);
        held += taken.length;
        at += taken.length;
        if (held < CHUNK_BYTES) continue;
        await this.#putChunk(id, n, chunk);
        n += 1;
        held = 0;
      }
    }
    if (held > 0) await this.#putChunk(id, n, chunk.subarray(0, held));
    return n * CHUNK_BYTES + held;
  }

  async #putChunk(id: string, n: number, chunk: Uint8Array): Promise<void> {
    const { "uploads.chunks": chunks } = this.#connection.collections;
    const data = new Binary(chunk.slice());
    await this.#connection.run((scope) => chunks.insertOne({ files_id: id, n, data }, scope));
  }

  #read(id: string, length: number): ReadableStream<Uint8Array> {
    const { "uploads.chunks": chunks } = this.#connection.collections;
    let n = 0;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          if (n * CHUNK_BYTES >= length) {
            controller.close();
            return;
          }
          const chunk = await this.#connection.run((scope) =>
            chunks.findOne({ files_id: id, n }, scope),
          );
          // It was removed while it was read.
          if (chunk === null) throw new Error(`the file ${id} has no chunk ${n}`);
          controller.enqueue(chunk.data.value());
          n += 1;
        },
      },
      { highWaterMark: 0 },
    );
  }
}

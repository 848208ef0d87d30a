import type { Blobs, Bytes } from "../../ports/blobs.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type {
  AttachmentRecord,
  AttachmentStore,
  FileQuota,
} from "../../ports/store/attachments.ts";
import type { Attachment } from "../../protocol/entries.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { UserKind } from "../../protocol/primitives.ts";
import type { Caller } from "../caller.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { viewAttachment } from "./attachment-view.ts";
import { safeFileName } from "./file-name.ts";
import { IncomingFile } from "./incoming-file.ts";

export interface AttachmentDeps {
  readonly store: AttachmentStore;
  readonly blobs: Blobs;
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly random: Random;
}

export interface FoundFile {
  readonly file: AttachmentRecord;
  readonly stream: ReadableStream<Uint8Array>;
}

/** In this server: each holds up to a megabyte while it is looked at. */
const UPLOADS_AT_ONCE = 32;
const BUSY_RETRY_MS = 1_000;

const QUOTAS: Readonly<Record<UserKind, FileQuota>> = {
  member: { bytes: LIMITS.filesBytes, files: LIMITS.filesPerUser },
  guest: { bytes: LIMITS.guestFilesBytes, files: LIMITS.filesPerUser },
};

const noSuchFile = (): ProtocolError => new ProtocolError("not_found", "No such attachment.");

/** Files: taken in, and handed out to those who may have them. */
export class Attachments {
  readonly #deps: AttachmentDeps;
  readonly #uploading = new Map<string, number>();
  #running = 0;

  constructor(deps: AttachmentDeps) {
    this.#deps = deps;
  }

  /** Uploads under way in this server. */
  get running(): number {
    return this.#running;
  }

  /** `name` is whatever its sender calls it. Rejects with what `bytes` throws; nothing of it is kept then. */
  async upload(caller: Caller, name: string, bytes: Bytes): Promise<Attachment> {
    const { id: userId, kind } = caller.user;
    this.#enter(userId);
    try {
      return await this.#store(userId, QUOTAS[kind], safeFileName(name), bytes);
    } finally {
      this.#leave(userId);
    }
  }

  /** To the uploader, and to whoever may read a message that carries it. */
  async open(caller: Caller, id: string): Promise<FoundFile> {
    const { store, blobs, rooms } = this.#deps;
    const file = await store.attachment(id);
    if (file === undefined) throw noSuchFile();
    if (file.ownerId !== caller.user.id) {
      const roomId = await store.roomCarrying(id, caller.user.id);
      if (roomId === undefined) throw noSuchFile();
      await rooms.require(caller, roomId, "read");
    }
    const blob = await blobs.get(id);
    // Of a backup that was restored in part.
    if (blob === undefined || blob.size !== file.size) throw noSuchFile();
    return { file, stream: blob.stream };
  }

  async #store(ownerId: string, quota: FileQuota, name: string, bytes: Bytes): Promise<Attachment> {
    const { store, blobs, clock, random } = this.#deps;
    const createdAt = clock.now();
    const id = random.uuid(createdAt);
    await store.beginUpload(id, ownerId, createdAt);
    const incoming = new IncomingFile(clock);
    await blobs.put(id, incoming.pass(bytes));
    const { mime, size, bytes: length } = incoming.received();
    const file = { id, name, size: length, mime, ...size, ownerId, createdAt };
    if ((await store.completeUpload(file, quota)) === "full") {
      // What can't be removed now is found by the sweep of uploads that came to nothing.
      await blobs.remove(id).catch(() => undefined);
      throw new ProtocolError(
        "too_large",
        `Your files would take up more than ${quota.bytes / 1024 / 1024} MiB: delete messages with files first.`,
      );
    }
    return viewAttachment(file);
  }

  #enter(userId: string): void {
    const own = this.#uploading.get(userId) ?? 0;
    if (own >= LIMITS.uploadsAtOnce) {
      throw new ProtocolError(
        "rate_limited",
        `At most ${LIMITS.uploadsAtOnce} files are uploaded at once.`,
        { retryAfterMs: BUSY_RETRY_MS },
      );
    }
    if (this.#running >= UPLOADS_AT_ONCE) {
      throw new ProtocolError("unavailable", "The server is busy with uploads; try again.", {
        retryAfterMs: BUSY_RETRY_MS,
      });
    }
    this.#uploading.set(userId, own + 1);
    this.#running += 1;
  }

  #leave(userId: string): void {
    const left = (this.#uploading.get(userId) ?? 1) - 1;
    if (left === 0) this.#uploading.delete(userId);
    else this.#uploading.set(userId, left);
    this.#running -= 1;
  }
}

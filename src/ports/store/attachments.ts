import type { Attachment } from "../../protocol/entries.ts";

/** A file that was uploaded. Nothing of it ever changes. */
export interface AttachmentRecord extends Attachment {
  readonly ownerId: string;
  /** When its upload began; milliseconds since the epoch. */
  readonly createdAt: number;
}

/** How much a user's files may be together, with those being uploaded left out. */
export interface FileQuota {
  readonly bytes: number;
  readonly files: number;
}

/**
 * What is known of files whose bytes are in src/ports/blobs.ts.
 *
 * A file is being uploaded, then unsent, then in use by the messages that carry it: `append` makes it so. When
 * the last of them is erased or removed, with its room or by retention, the file is abandoned at once, and found
 * no more; its bytes are for the caller to remove.
 */
export interface AttachmentStore {
  /** Before the first byte of it is stored. */
  beginUpload(id: string, ownerId: string, at: number): Promise<void>;
  /** From now on it can be found and sent. `full`, and nothing is changed, where it would be beyond the quota. */
  completeUpload(file: AttachmentRecord, quota: FileQuota): Promise<"stored" | "full">;
  /** Undefined while it is being uploaded, and once it is abandoned. */
  attachment(id: string): Promise<AttachmentRecord | undefined>;
  /** Of a user's own: those among `ids` (≤ 10) that `attachment` would answer, in no particular order. */
  attachmentsOf(ownerId: string, ids: readonly string[]): Promise<AttachmentRecord[]>;
  /** Some room of which the user is a member and where a message carries the file. */
  roomCarrying(id: string, userId: string): Promise<string | undefined>;
  /**
   * Abandons uploads that began before `begunBefore` and came to nothing, and files that were uploaded before
   * `unsentBefore` and never sent. At most `limit` ids of all that are abandoned. A message that was on its way
   * may yet carry one of them: then it is none.
   */
  abandonFiles(
    limits: { readonly begunBefore: number; readonly unsentBefore: number },
    limit: number,
  ): Promise<string[]>;
  /** Forgets those among `ids` (≤ 1,000) that are abandoned: their bytes are gone. */
  forgetFiles(ids: readonly string[]): Promise<void>;
}

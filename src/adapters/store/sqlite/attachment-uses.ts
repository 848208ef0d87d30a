import type { Attachment } from "../../../protocol/entries.ts";
import { FILE_STATE } from "./attachment-row.ts";
import type { Connection, Statement } from "./connection.ts";

/** Which messages carry which files, kept as entries come and go, in their transactions. */
export class AttachmentUses {
  readonly #add: Statement<never>;
  readonly #inUse: Statement<never>;
  readonly #remove: Statement<never>;
  readonly #release: Statement<never>;

  constructor(connection: Connection) {
    this.#add = connection.prepare("INSERT OR IGNORE INTO attachment_uses VALUES (?, ?, ?)");
    this.#inUse = connection.prepare(
      `UPDATE attachments SET state = ${FILE_STATE.inUse} WHERE id = ?`,
    );
    this.#remove = connection.prepare(
      "DELETE FROM attachment_uses WHERE attachment = ? AND room = ? AND seq = ?",
    );
    this.#release = connection.prepare(
      `UPDATE attachments SET state = ${FILE_STATE.abandoned} WHERE id = ?
        AND NOT EXISTS (SELECT 1 FROM attachment_uses WHERE attachment = id)`,
    );
  }

  /** A message carries them now. */
  add(room: number, seq: number, attachments: readonly Attachment[]): void {
    for (const { id } of attachments) {
      this.#add.run(id, room, seq);
      this.#inUse.run(id);
    }
  }

  /** And now it does not, as its row said. */
  remove(room: number, seq: number, attachments: readonly Attachment[]): void {
    for (const { id } of attachments) {
      if (this.#remove.run(id, room, seq) > 0) this.#release.run(id);
    }
  }
}

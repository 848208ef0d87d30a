import type { AttachmentStore } from "../../../ports/store/attachments.ts";
import {
  type AttachmentRow,
  FILE_STATE,
  SELECT_ATTACHMENT,
  toAttachmentRecord,
} from "./attachment-row.ts";
import type { Connection } from "./connection.ts";
import type { Keys } from "./keys.ts";

/** Not sent yet, or in a room that is there: those of a removed room are swept a while after it is gone. */
const FOUND = `(a.state = ${FILE_STATE.unsent} OR a.state = ${FILE_STATE.inUse} AND EXISTS (
  SELECT 1 FROM attachment_uses s JOIN rooms r ON r.key = s.room WHERE s.attachment = a.id))`;

export const sqliteAttachments = (connection: Connection, keys: Keys): AttachmentStore => ({
  async beginUpload(id, ownerId, at) {
    const begun = connection
      .prepare(
        `INSERT INTO attachments (id, owner, created_at, state, size, name, mime)
          SELECT ?, key, ?, ${FILE_STATE.uploading}, 0, '', '' FROM users WHERE id = ?`,
      )
      .run(id, at, ownerId);
    if (begun === 0) throw new Error(`beginUpload: there is no user ${ownerId}`);
  },

  async completeUpload(file, quota) {
    return connection.transaction(() => {
      const held = connection
        .prepare<{ bytes: number; files: number }>(
          `SELECT coalesce(sum(size), 0) AS bytes, count(*) AS files FROM attachments
            WHERE owner = ? AND state IN (${FILE_STATE.unsent}, ${FILE_STATE.inUse})`,
        )
        .get(keys.users.get(file.ownerId) ?? 0);
      const { bytes = 0, files = 0 } = held ?? {};
      if (bytes + file.size > quota.bytes || files >= quota.files) return "full";
      const completed = connection
        .prepare(
          `UPDATE attachments SET state = ${FILE_STATE.unsent}, size = ?, name = ?, mime = ?,
            width = ?, height = ? WHERE id = ? AND state = ${FILE_STATE.uploading}`,
        )
        .run(file.size, file.name, file.mime, file.width ?? null, file.height ?? null, file.id);
      if (completed === 0) throw new Error(`completeUpload: ${file.id} was never begun`);
      return "stored";
    });
  },

  async attachment(id) {
    const row = connection
      .prepare<AttachmentRow>(`${SELECT_ATTACHMENT} WHERE a.id = ? AND ${FOUND}`)
      .get(id);
    return row === undefined ? undefined : toAttachmentRecord(row);
  },

  async attachmentsOf(ownerId, ids) {
    return connection
      .prepare<AttachmentRow>(
        `${SELECT_ATTACHMENT} WHERE a.id IN (SELECT value FROM json_each(?)) AND u.id = ? AND ${FOUND}`,
      )
      .all(JSON.stringify(ids), ownerId)
      .map(toAttachmentRecord);
  },

  async roomCarrying(id, userId) {
    const row = connection
      .prepare<{ id: string }>(
        `SELECT r.id FROM attachment_uses s JOIN rooms r ON r.key = s.room
          JOIN members m ON m.room = s.room AND m.user = ? WHERE s.attachment = ? LIMIT 1`,
      )
      .get(keys.users.get(userId) ?? 0, id);
    return row?.id;
  },

  async abandonFiles({ begunBefore, unsentBefore }, limit) {
    const abandon = connection.prepare(
      `UPDATE attachments SET state = ${FILE_STATE.abandoned} WHERE id IN
        (SELECT id FROM attachments WHERE state = ? AND created_at < ? LIMIT ?)`,
    );
    return connection.transaction(() => {
      abandon.run(FILE_STATE.uploading, begunBefore, limit);
      abandon.run(FILE_STATE.unsent, unsentBefore, limit);
      return connection
        .prepare<{ id: string }>(
          `SELECT id FROM attachments WHERE state = ${FILE_STATE.abandoned} ORDER BY created_at LIMIT ?`,
        )
        .all(limit)
        .map((row) => row.id);
    });
  },

  async forgetFiles(ids) {
    connection
      .prepare(
        `DELETE FROM attachments WHERE id IN (SELECT value FROM json_each(?))
          AND state = ${FILE_STATE.abandoned}`,
      )
      .run(JSON.stringify(ids));
  },
});

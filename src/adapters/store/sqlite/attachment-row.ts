import type { AttachmentRecord } from "../../../ports/store/attachments.ts";
import type { Attachment } from "../../../protocol/entries.ts";

/** What is stored in `attachments.state`. */
export const FILE_STATE = { uploading: 0, unsent: 1, inUse: 2, abandoned: 3 } as const;

export interface AttachmentRow {
  readonly id: string;
  readonly owner_id: string;
  readonly created_at: number;
  readonly size: number;
  readonly name: string;
  readonly mime: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** Selects AttachmentRows; to be followed by WHERE on `a`. */
export const SELECT_ATTACHMENT = `SELECT a.id, u.id AS owner_id, a.created_at, a.size, a.name, a.mime,
  a.width, a.height FROM attachments a JOIN users u ON u.key = a.owner `;

export const toAttachmentRecord = (row: AttachmentRow): AttachmentRecord => ({
  id: row.id,
  name: row.name,
  size: row.size,
  mime: row.mime,
  ...(row.width === null ? {} : { width: row.width }),
  ...(row.height === null ? {} : { height: row.height }),
  ownerId: row.owner_id,
  createdAt: row.created_at,
});

/** As `entries.attachments` holds them. */
export const joinAttachments = (attachments: readonly Attachment[] | undefined): string | null =>
  attachments === undefined || attachments.length === 0 ? null : JSON.stringify(attachments);
export const splitAttachments = (text: string): Attachment[] => JSON.parse(text) as Attachment[];
